// Runs the jsii kernel in one process, from a snapshot of the heap in which its packages are loaded.
//
// As shipped, a first Node process starts a second one that is the kernel, and every run loads its modules anew. Here, this
// file is run once to make a snapshot, and then the snapshot is run:
//
//   node --preserve-symlinks --snapshot-blob FILE --build-snapshot kernel.js PACKAGES
//   node --snapshot-blob FILE
//
// PACKAGES is a file with a list in JSON of what to load: {"name", "version", "tarball", "digest", "submodules"}. Making the
// snapshot prints in JSON how many "types" each package has, and what the "functions" of Terraform return. Where a snapshot does
// not serve, this does the same, slowly:
//
//   node --preserve-symlinks kernel.js PACKAGES
//
// https://nodejs.org/docs/latest-v20.x/api/cli.html#--build-snapshot
'use strict';

const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { startupSnapshot } = require('v8');

// A script for a snapshot can require nothing but what is built in, hence this loader of CommonJS modules. It does what the
// packages of jsii need: they have main files and no "exports". Their files are not unpacked, as that takes longer than all
// else: the loader has them in memory.
const files = new Map(); // sources by path
const modules = new Map(); // by file
const resolved = new Map(); // files, by folder and identifier
const packages = new Map(); // folders of jsii packages, by name
const digests = new Map(); // SHA-256 of their tarballs, by name
const builtin = new Set([
  'assert', 'buffer', 'child_process', 'constants', 'crypto', 'events', 'fs', 'fs/promises', 'os', 'path', 'process', 'stream',
  'string_decoder', 'url', 'util', 'v8', 'vm', 'worker_threads', 'zlib',
]);
const substitutes = new Map([
  ['module', { createRequire }],
  // cdktf calls util.isArray, which newer versions of Node announce to remove.
  ['util', Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(require('util')), isArray: { value: Array.isArray } })],
  // A third of the modules that cdktf loads. It uses them only in a process of its own, which makes an archive.
  ['archiver', () => { throw new Error('archiver is not loaded in the kernel') }],
]);

const isFile = (name) => files.has(name) || modules.has(name) || (path.dirname(name) === __dirname && fs.existsSync(name));

const read = (file) => files.get(file) ?? fs.readFileSync(file, 'utf8');

// fileOf returns the file of a module or package, and undefined if there is none.
function fileOf(name) {
  const file = [name, `${name}.js`, `${name}.json`].find(isFile);
  if (file) return file;
  const manifest = path.join(name, 'package.json');
  const { main = 'index.js' } = isFile(manifest) ? JSON.parse(read(manifest)) : {};
  return [path.join(name, main), path.join(name, `${main}.js`), path.join(name, main, 'index.js')].find(isFile);
}

// find returns the file that a module in a folder means by an identifier.
function find(id, folder) {
  if (path.isAbsolute(id) || /^\.\.?(\/|$)/.test(id)) return fileOf(path.resolve(folder, id));
  for (let at = folder; ; at = path.dirname(at)) {
    const file = fileOf(path.join(at, 'node_modules', id));
    if (file) return file;
    if (at === path.dirname(at)) break;
  }
  return packages.has(id) ? fileOf(packages.get(id)) : undefined;
}

function resolve(id, folder) {
  const key = `${folder}\0${id}`;
  if (!resolved.has(key)) {
    const file = find(id, folder);
    if (!file) throw new Error(`Cannot find module '${id}' from ${folder}`);
    resolved.set(key, file);
  }
  return resolved.get(key);
}

function load(id, folder) {
  const name = id.replace(/^node:/, '');
  if (substitutes.has(name)) return substitutes.get(name);
  if (builtin.has(name)) return require(name);
  const file = resolve(id, folder);
  return (modules.get(file) ?? run(file)).exports;
}

// run adds the module in a file.
function run(file) {
  const module = { exports: {}, filename: file };
  modules.set(file, module);
  const source = read(file);
  if (path.extname(file) === '.json') {
    module.exports = JSON.parse(source);
    return module;
  }
  const folder = path.dirname(file);
  const wrapper = `(function (exports, require, module, __filename, __dirname) { ${amend(file, source)}\n})`;
  const body = vm.runInThisContext(wrapper, { filename: file });
  body.call(module.exports, module.exports, (id) => load(id, folder), module, file, folder);
  return module;
}

// The last statement of the kernel's program, which starts it, and what this loader has instead.
const START = 'let __webpack_exports__=__webpack_require__(3809);';
const PROGRAM = path.join(__dirname, 'program.js');

// amend returns the source of a module as it is to run. A source map, which is larger than the source, would have a place
// in the snapshot.
function amend(file, source) {
  if (file === PROGRAM) return source.replace(START, () => 'module.exports = __webpack_require__;');
  let addition;
  for (const [name, folder] of packages) {
    if (!file.startsWith(folder + path.sep)) continue;
    addition = load('./amend.js', __dirname).get(digests.get(name) + file.slice(folder.length));
  }
  return source.replace(/\/\/# sourceMappingURL=.*\s*$/, '') + (addition ?? '');
}

// createRequire returns what the kernel loads a package with, from a folder that has all of them.
function createRequire() {
  const require = (file) => load(file, path.dirname(file));
  require.resolve = (name, { paths: [folder] }) => {
    packages.set(name, path.join(folder, 'node_modules', name));
    return fileOf(packages.get(name));
  };
  return require;
}

// prepare returns the function that runs the kernel, and what must be known of the packages that it has then.
function prepare(list) {
  const serve = load('./host.js', __dirname)(load('./program.js', __dirname), (name) => load(name, __dirname), files);
  const { kernel, definition } = serve.newKernel();
  const types = {};
  for (const { name, version, tarball, digest, submodules = [] } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    digests.set(name, digest);
    types[name] = kernel.load({ name, version, tarball: path.resolve(path.dirname(list), tarball) }).types;
    const exports = load(name, __dirname);
    for (const submodule of submodules) exports[submodule]; // the lean provider loads them when they are used
  }
  return { serve, known: { types, functions: functionKinds(definition) } };
}

// functionKinds returns what the functions of Terraform return, by name, where that is a primitive or a list of one.
function functionKinds(definition) {
  const kinds = {};
  for (let fqn = 'cdktf.Fn'; fqn; fqn = definition(fqn).base) {
    for (const { name, returns } of definition(fqn).methods ?? []) {
      const { primitive, collection } = returns?.type ?? {};
      const kind = primitive ?? (collection && `${collection.kind} of ${collection.elementtype.primitive}`);
      if (kind) kinds[name] ??= kind;
    }
  }
  return kinds;
}

const [, , list] = process.argv;
if (startupSnapshot?.isBuildingSnapshot()) {
  // What handles signals or the end of this process has no place in the next one.
  const { on, once } = process;
  const atExit = [];
  process.on = () => process;
  process.once = (event, handler) => (event === 'exit' && atExit.push(handler), process);
  const { serve, known } = prepare(list);
  for (const handler of atExit) handler();
  Object.assign(process, { on, once });
  files.clear(); // what is needed is loaded
  startupSnapshot.setDeserializeMainFunction(serve);
  fs.writeSync(1, JSON.stringify(known));
} else {
  prepare(list).serve();
}
