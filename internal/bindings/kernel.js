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
const amendments = require('./amend.js');

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

// packageOf splits the path of a module into that of its package and the rest. The kernel links each package into a
// directory of its own, with what the package depends on inside.
const PACKAGE = /^(.*?[\\/]jsii-kernel-[^\\/]+[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)(.*)$/;
const identities = new Map();

// identify returns a name for the module that no module with other content has, or undefined if that is unknown. The
// jsii package cache keeps every package in a directory named by the digest of its tarball.
function identify(filename) {
  const [, directory, rest] = PACKAGE.exec(filename) ?? [];
  if (directory === undefined) return undefined;
  if (!identities.has(directory)) {
    const digest = path.basename(fs.realpathSync(directory));
    identities.set(directory, /^[0-9a-f]{64}$/.test(digest) ? digest : undefined);
  }
  const digest = identities.get(directory);
  return digest && { directory, name: digest + rest };
}

// A CodeCache keeps V8's compiled form of modules in one file, and where they find each other. V8 itself refuses what
// another version of it or other flags have produced.
class CodeCache {
  constructor(file) {
    this.file = file;
    this.scripts = new Map(); // name -> vm.Script that this process compiled anew
    this.codes = new Map(); // name -> compiled code
    this.paths = new Map(); // name of a module and what it requires -> path in its package
    try {
      this.decode(fs.readFileSync(file));
    } catch {
      this.codes.clear(); // missing or damaged: it is written again
      this.paths.clear();
    }
    this.known = this.paths.size;
  }

  // The file is a SHA-1 of the rest, the length of an index, the index, and the compiled codes.
  decode(content) {
    const digest = content.subarray(0, 20);
    const body = content.subarray(20);
    if (!crypto.createHash('sha1').update(body).digest().equals(digest)) throw new Error('damaged');
    const start = 4 + body.readUInt32LE(0);
    const { codes, paths } = JSON.parse(body.toString('utf8', 4, start));
    for (const [name, from, to] of codes) this.codes.set(name, body.subarray(start + from, start + to));
    this.paths = new Map(paths);
  }

  compile(source, filename) {
    let name = identify(filename)?.name;
    const amendment = amendments.get(name);
    if (amendment) source = source.replace(/\/\/# sourceMappingURL=.*\s*$/, '') + amendment;
    if (!name || amendment) name = crypto.createHash('sha1').update(source).digest('base64');
    const script = new vm.Script(Module.wrap(source), {
      filename,
      cachedData: this.codes.get(name),
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (script.cachedDataRejected !== false) this.scripts.set(name, script);
    return script.runInThisContext();
  }

  // resolve finds what a module requires. Only answers within one package are kept: they depend on nothing else.
  resolve(request, from, find) {
    const module = identify(from);
    if (!module) return find();
    const key = `${module.name} ${request}`;
    const known = this.paths.get(key);
    if (known !== undefined) return module.directory + known;
    const found = find();
    if (found.startsWith(module.directory + path.sep)) this.paths.set(key, found.slice(module.directory.length));
    return found;
  }

  // save writes the file anew if this process learned anything. It does so at the end, when V8 knows which functions
  // were called. Processes may overwrite what others add at that time; the next ones add it again.
  save() {
    if (this.scripts.size === 0 && this.paths.size === this.known) return;
    for (const [name, script] of this.scripts) this.codes.set(name, script.createCachedData());
    const codes = [];
    let end = 0;
    for (const [name, code] of this.codes) codes.push([name, end, (end += code.length)]);
    const index = Buffer.from(JSON.stringify({ codes, paths: [...this.paths] }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(index.length);
    const body = Buffer.concat([length, index, ...this.codes.values()]);
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

const { _resolveFilename: resolveFilename } = Module;
Module._resolveFilename = function (request, parent, isMain, options) {
  const find = () => resolveFilename.call(this, request, parent, isMain, options);
  return parent?.filename && !options ? cache.resolve(request, parent.filename, find) : find();
};

// cdktf loads archiver, a third of its modules, for what few stacks do: give it one that loads when it is used.
const { _load: load } = Module;
Module._load = function (request, parent, isMain) {
  const real = () => load.call(this, request, parent, isMain);
  if (request !== 'archiver' || !parent?.filename?.endsWith(path.join('cdktf', 'lib', 'private', 'fs.js'))) return real();
  return new Proxy(function () {}, {
    apply: (_, self, args) => Reflect.apply(real(), self, args),
    get: (_, name) => real()[name],
  });
};

require('./program.js');
