// Connects the kernel with the program that uses it, and serves the requests that the program has answered itself and
// gone on: such a request has in "as" the name that the program has given to its result, and gets no response. If it fails,
// the next request that does get one gets the error.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { Writable } = require('stream');

// The shell that starts Node puts the program's requests and responses on these descriptors, so that nothing printed can
// get between them.
const REQUESTS = 4;
const RESPONSES = 3;

const REF = '$jsii.byref';
const INTERFACES = '$jsii.interfaces';
const OBJECT_ID = Symbol.for('$__jsii__objid__$');
const OBJECT_INTERFACES = Symbol.for('$__jsii__interfaces__$');
const WIRE_TYPE = Symbol.for('$jsii$wireType$');
const TOKEN = /^[$#]\{TfToken\[([^\]]+)\]\}$/; // as text, or the only element of a list

// The numbers of the modules in the kernel's program.
const MAIN = 3809;
const KERNEL = 162;
const HOST = 8623;
const STDIO = 7614;
const OBJECTS = 2063;
const INDEX = 22;
const TAR = 6827;
const UNPACK = 7344;

function writeAll(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(descriptor, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error; // the other side is slow
    }
  }
}

// Stdio reads and writes lines.
class Stdio {
  buffer = Buffer.allocUnsafeSlow(1 << 16);
  start = 0; // of what is read and not yet taken
  end = 0;

  readLine() {
    for (let from = this.start; ; ) {
      const newline = this.buffer.subarray(0, this.end).indexOf(10, from);
      if (newline >= 0) {
        const line = this.buffer.toString('utf8', this.start, newline);
        this.start = newline + 1;
        return line;
      }
      from = this.end - this.start;
      this.makeRoom();
      const read = fs.readSync(REQUESTS, this.buffer, this.end, this.buffer.length - this.end, null);
      if (read === 0) return undefined;
      this.end += read;
    }
  }

  makeRoom() {
    const { buffer, start, end } = this;
    if (end - start > buffer.length / 2) this.buffer = Buffer.allocUnsafeSlow(2 * buffer.length);
    buffer.copy(this.buffer, 0, start, end);
    this.start = 0;
    this.end = end - start;
  }

  writeLine(line) {
    writeAll(RESPONSES, `${line}\n`);
  }

  writeErrorLine(line) {
    writeAll(2, `${line}\n`);
  }
}

// What is printed reaches the program on standard error, wrapped to tell the streams apart.
function wrapOutput() {
  for (const name of ['stdout', 'stderr']) {
    const value = new Writable({
      decodeStrings: true,
      write(chunk, encoding, done) {
        writeAll(2, `${JSON.stringify({ [name]: chunk.toString('base64') })}\n`);
        done();
      },
    });
    Object.defineProperty(process, name, { configurable: true, enumerable: true, value });
  }
}

// withNames returns a class for the kernel's table of objects that lets the program name them. It is also faster: the original
// is compiled for engines without private fields. Each table that the kernel makes is handed to created.
const withNames = (ObjectTable, created) => class extends ObjectTable {
  objects = new Map();
  last = 9999;
  given; // name of the next object

  constructor(lookup) {
    super(lookup);
    this.lookup = lookup; // of the definition of a type
    created(this);
  }

  registerObject(object, fqn, interfaces) {
    const known = object[OBJECT_ID];
    if (known === undefined) {
      const id = this.given ?? `${fqn}@${++this.last}`;
      this.given = undefined;
      const entry = { instance: object, fqn, interfaces: this.necessary(interfaces, fqn) };
      this.objects.set(id, entry);
      Object.defineProperty(object, OBJECT_ID, { value: id, configurable: true, writable: true });
      Object.defineProperty(object, OBJECT_INTERFACES, { value: entry.interfaces, configurable: true, writable: true });
    } else if (interfaces) {
      const all = [...new Set([...interfaces, ...(object[OBJECT_INTERFACES] ?? [])])];
      object[OBJECT_INTERFACES] = this.objects.get(known).interfaces = this.necessary(all, fqn);
    }
    return { [REF]: object[OBJECT_ID], [INTERFACES]: object[OBJECT_INTERFACES] };
  }

  // alias gives an object one more name.
  alias(object, name) {
    const fqn = name.slice(0, name.lastIndexOf('@'));
    this.given = object[OBJECT_ID] === undefined ? name : undefined;
    const { [REF]: known } = this.registerObject(object, fqn);
    this.objects.set(name, this.objects.get(known));
  }

  findObject(ref) {
    const entry = this.objects.get(ref?.[REF]);
    if (!entry) return super.findObject(ref); // says what is wrong
    const more = ref[INTERFACES];
    return more?.length > 0 ? { ...entry, interfaces: [...(entry.interfaces ?? []), ...more] } : entry;
  }

  deleteObject(ref) {
    if (!this.objects.delete(ref[REF])) super.deleteObject(ref);
  }

  get count() {
    return this.objects.size;
  }

  // necessary returns the interfaces that the class does not have anyway, as the kernel finds them.
  necessary(interfaces, fqn) {
    if (!(interfaces?.length > 0)) return undefined;
    const { [INTERFACES]: result, ...ref } = super.registerObject({}, fqn, interfaces);
    super.deleteObject(ref);
    return result;
  }
};

// UNUSUAL is thrown for arguments that are left to the kernel.
const UNUSUAL = Symbol('unusual');

// A Reader reads what the program sends the way the kernel does, but takes it for granted that the types are right: they are
// Go's.
class Reader {
  symbols = new Map(); // by their fully qualified names

  constructor(objects, load) {
    Object.assign(this, { objects, load });
  }

  // symbol returns a class or enumeration.
  symbol(fqn) {
    let found = this.symbols.get(fqn);
    if (found === undefined) {
      const [assembly, ...names] = fqn.split('.');
      found = names.reduce((scope, name) => scope[name], this.load(assembly));
      this.symbols.set(fqn, found);
    }
    return found;
  }

  read(value) {
    if (typeof value !== 'object') return value;
    if (value === null) return undefined;
    if (Array.isArray(value)) return value.map((element) => this.present(element));
    if (REF in value) return this.objects.findObject(value).instance;
    if ('$jsii.struct' in value) return this.struct(value['$jsii.struct'].data);
    if ('$jsii.map' in value) return this.map(value['$jsii.map']);
    if ('$jsii.enum' in value) return this.enumeration(value['$jsii.enum']);
    throw UNUSUAL;
  }

  // list reads the arguments of a call, where the kernel takes null for an optional one that is left out.
  list(args) {
    return args.map((value) => this.read(value));
  }

  // present reads what the kernel may require to be there.
  present(value) {
    if (value === null) throw UNUSUAL;
    return this.read(value);
  }

  struct(fields) {
    const result = {};
    for (const name in fields) result[name] = this.present(fields[name]);
    return result;
  }

  map(entries) {
    const result = {};
    for (const key in entries) result[key] = this.present(entries[key]);
    return Object.defineProperty(result, WIRE_TYPE, { value: '$jsii.map' });
  }

  enumeration(member) {
    const slash = member.lastIndexOf('/');
    const value = this.symbol(member.slice(0, slash))[member.slice(slash + 1)];
    if (value === undefined) throw UNUSUAL;
    return value;
  }
}

// A Performer performs requests that get no response, nearly all of them without the kernel's checks of types.
class Performer extends Reader {
  constructor(kernel, objects, load, RuntimeError) {
    super(objects, load);
    Object.assign(this, { kernel, RuntimeError });
  }

  perform(request) {
    const { api, as } = request;
    if (api === 'create') this.objects.given = as;
    let result;
    try {
      result = this[api](request);
    } catch (error) {
      if (error !== UNUSUAL) throw error;
      const response = this.kernel[api](request);
      result = response.value ?? response.result;
    }
    if (as && api !== 'create') this.name(result, request);
  }

  create({ fqn, args = [] }) {
    const type = this.symbol(fqn);
    const values = this.list(args);
    this.objects.registerObject(this.guard(() => new type(...values)), fqn);
  }

  get({ objref, property }) {
    const object = this.read(objref);
    return this.guard(() => object[property]);
  }

  set({ objref, property, value }) {
    const object = this.read(objref);
    const read = this.read(value);
    this.guard(() => (object[property] = read));
  }

  invoke({ objref, method, args = [] }) {
    const object = this.read(objref);
    const values = this.list(args);
    return this.guard(() => object[method](...values));
  }

  sinvoke({ fqn, method, args = [] }) {
    const type = this.symbol(fqn);
    const values = this.list(args);
    return this.guard(() => type[method](...values));
  }

  // name gives what a member has returned the name that the program has for it: the token in a text, list or number, or an
  // object.
  name(value, { as, method, property, objref, fqn }) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      this.objects.alias(value, as);
      return;
    }
    const map = globalThis.__cdktfTokenMap;
    if (typeof value === 'number') {
      const token = map.lookupNumberToken(value);
      if (token) return map.numberTokenMap.set(Number(as.slice(as.indexOf('.') + 1)), token);
    } else {
      const token = map.stringTokenMap.get(TOKEN.exec(value)?.[1]);
      if (token) return map.stringTokenMap.set(as, token);
    }
    throw new this.RuntimeError(`${property ?? method} of ${fqn ?? objref[REF]} is not a token: ${value}`);
  }

  // guard makes errors what the kernel makes of them.
  guard(call) {
    try {
      return call();
    } catch (error) {
      throw error instanceof this.RuntimeError ? error : new this.RuntimeError(error);
    }
  }
}

// reading returns a function in place of the one that unpacks a package into a folder: it reads the modules into memory, and
// writes only what the kernel reads itself.
const reading = (program, files) => (tarball, folder) => {
  fs.mkdirSync(folder, { recursive: true });
  program(TAR).list({
    file: tarball,
    sync: true,
    onReadEntry(entry) {
      const name = entry.path.replace(/^package\//, '');
      const manifest = /^(\.jsii(\.gz)?|package\.json)$/.test(name);
      if (!manifest && !/\.js(on)?$/.test(name)) return entry.resume();
      const chunks = [];
      entry.on('data', (chunk) => chunks.push(chunk));
      entry.on('end', () => {
        const content = Buffer.concat(chunks);
        if (manifest) fs.writeFileSync(path.join(folder, name), content);
        files.set(path.join(folder, name), content.toString());
      });
    },
  });
  return {};
};

// The export takes the kernel's program, the loader of packages, and where it finds their sources. It changes classes of the
// program, and returns a function that runs it. The function has another one, newKernel, that returns the kernel that it will run, to load packages into, and what
// finds the definition of a type there.
module.exports = (program, load, files) => {
  let table; // of the kernel that was made last
  const objects = program(OBJECTS);
  objects.ObjectTable = withNames(objects.ObjectTable, (made) => (table = made));

  const unpacking = program(UNPACK);
  const { extract } = unpacking;
  const unpacked = new Map(); // arguments to unpack a package with, by its name
  const read = reading(program, files);
  unpacking.extract = (tarball, folder, options, name, ...rest) => {
    unpacked.set(name, [tarball, folder, options, name, ...rest]);
    return read(tarball, folder);
  };
  // For what starts a script of a package in a process of its own.
  globalThis[Symbol.for('landform.unpack')] = (name) => {
    const [tarball, , ...rest] = unpacked.get(name);
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'jsii-kernel-'));
    process.once('exit', () => fs.rmSync(parent, { recursive: true, force: true }));
    extract(tarball, path.join(parent, 'package'), ...rest);
    return path.join(parent, 'package');
  };

  // The index of a package's types, which the kernel makes for later and in a thread, must be part of the snapshot.
  const index = program(INDEX);
  const { loadRuntimeAssembly } = index;
  index.loadRuntimeAssembly = (folder, options) => {
    index.buildRuntimeIndex(folder, options.supportedFeatures);
    const assembly = loadRuntimeAssembly(folder, { ...options, cached: true });
    const [first] = assembly.types.fqns();
    assembly.types.get(first); // reads a file that is not there later
    return assembly;
  };

  program(STDIO).SyncStdio = Stdio;

  const { Kernel, RuntimeError } = program(KERNEL);
  const host = program(HOST);
  let prepared;
  host.KernelHost = class extends host.KernelHost {
    constructor(inout, options) {
      super(inout, options);
      const { callbackHandler, traceEnabled, debugTimingEnabled, validateAssemblies } = this.kernel;
      this.kernel = Object.assign(prepared.kernel, { callbackHandler, traceEnabled, debugTimingEnabled, validateAssemblies });
      this.performer = new Performer(this.kernel, prepared.table, load, RuntimeError);
      const read = inout.read.bind(inout);
      const write = inout.write.bind(inout);
      inout.write = (message) => 'hello' in message || write(message); // the program knows whom it has started
      inout.read = () => this.next(read, write);
    }

    // next returns the next request that gets a response.
    next(read, write) {
      for (;;) {
        const request = read();
        if (request?.overrides) globalThis[Symbol.for('landform')].changing = true; // it calls back into the program
        if (request?.as !== undefined) {
          try {
            if (!this.failure) this.performer.perform(request);
          } catch (error) {
            this.failure = error;
          }
        } else if (this.failure && request?.api) {
          const { message, name } = this.failure;
          write({ error: `${message} (in an earlier call: LANDFORM_BINDINGS=stock shows in which)`, name });
          this.failure = undefined;
        } else {
          return request;
        }
      }
    }
  };

  const serve = () => {
    process.chdir('.'); // Node remembers its folder, that of the snapshot's making
    wrapOutput();
    program(MAIN);
  };
  serve.newKernel = () => {
    const kernel = new Kernel();
    prepared = { kernel, table };
    return { kernel, definition: table.lookup };
  };
  return serve;
};
