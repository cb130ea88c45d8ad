// Runs the jsii kernel in one process, with the compiled code of earlier runs.
//
// As shipped, a first Node process starts a second one that is the kernel, and passes on what goes between it and the
// program. Here the shell that starts Node has put the program's requests on descriptor 4 and its responses on 3, so
// that the kernel can talk to the program itself.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const Module = require('module');
const path = require('path');
const { Writable } = require('stream');
const vm = require('vm');

const REQUESTS = 4;
const RESPONSES = 3;

// The kernel reads and writes descriptor 3, which is a socket when it runs as shipped and one of two pipes here.
const { readSync } = fs;
fs.readSync = (fd, ...rest) => readSync(fd === RESPONSES ? REQUESTS : fd, ...rest);

// What is printed reaches the program on standard error, wrapped to tell the streams apart.
for (const name of ['stdout', 'stderr']) {
  const stream = new Writable({
    decodeStrings: true,
    write(chunk, encoding, done) {
      const line = Buffer.from(`${JSON.stringify({ [name]: chunk.toString('base64') })}\n`);
      for (let at = 0; at < line.length; ) at += fs.writeSync(2, line, at);
      done();
    },
  });
  Object.defineProperty(process, name, { configurable: true, enumerable: true, value: stream });
}

// A CodeCache keeps V8's compiled form of modules in one file, each under the digest of its source. V8 itself refuses
// what another version of it or other flags have produced.
class CodeCache {
  constructor(file) {
    this.file = file;
    this.scripts = new Map(); // digest -> vm.Script that this process compiled anew
    this.kept = new Map(); // digest -> compiled code from the file
    try {
      this.decode(fs.readFileSync(file));
    } catch {
      this.kept.clear(); // missing or damaged: it is written again
    }
  }

  // The file is a SHA-1 of the rest, the length of an index, the index, and the compiled codes.
  decode(content) {
    const digest = content.subarray(0, 20);
    const body = content.subarray(20);
    if (!crypto.createHash('sha1').update(body).digest().equals(digest)) throw new Error('damaged');
    const codes = 4 + body.readUInt32LE(0);
    for (const [key, start, end] of JSON.parse(body.toString('latin1', 4, codes))) {
      this.kept.set(key, body.subarray(codes + start, codes + end));
    }
  }

  compile(source, filename) {
    const key = crypto.createHash('sha1').update(source).digest('base64');
    const script = new vm.Script(Module.wrap(source), {
      filename,
      cachedData: this.kept.get(key),
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (script.cachedDataRejected !== false) this.scripts.set(key, script);
    return script.runInThisContext();
  }

  // save writes the file anew if this process compiled anything. It does so at the end, when V8 knows which functions
  // were called. Processes may overwrite what others add at that time; the next ones add it again.
  save() {
    if (this.scripts.size === 0) return;
    for (const [key, script] of this.scripts) this.kept.set(key, script.createCachedData());
    const index = [];
    let end = 0;
    for (const [key, code] of this.kept) index.push([key, end, (end += code.length)]);
    const header = Buffer.from(JSON.stringify(index), 'latin1');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const body = Buffer.concat([length, header, ...this.kept.values()]);
    const digest = crypto.createHash('sha1').update(body).digest();
    const temporary = `${this.file}.${process.pid}.tmp`;
    try {
      fs.writeFileSync(temporary, Buffer.concat([digest, body]));
      fs.renameSync(temporary, this.file);
    } catch {
      fs.rmSync(temporary, { force: true }); // a cache that cannot be written costs time only
    }
  }
}

const cache = new CodeCache(path.join(__dirname, `code-${process.version}-${process.arch}`));
process.once('exit', () => cache.save()); // before the kernel removes its directory

Module.prototype._compile = function (source, filename) {
  const require = (id) => this.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, this, false, options);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  const run = cache.compile(source, filename);
  return run.call(this.exports, this.exports, require, this, filename, path.dirname(filename));
};

require('./program.js');
