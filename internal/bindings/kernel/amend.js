// Makes modules of cdktf 0.20.12 faster without changing what they compute. Each entry is appended to the module's source,
// and so sees its functions and may replace them. The name holds the digest of cdktf's tarball: no other version is touched.
'use strict';

const cdktf = '266b57f474c584aaa290c5408474e9e6518a09472a39d6cfa2a4a88e959daa4b';

// Resolving replaces the tokens in a value, and copies it. A synthesis resolves every resource three times, and nearly all
// of what it meets holds no token: plain values are copied here, and only what may hold a token goes the careful way.
function resolving() {
  const careful = resolve;
  const concatenatedNumbers = /[-|\d|.\+]+(e[-|\d|.|e|E|\+]+)/; // as TokenString.forNumbers looks for them

  const plainText = (text) =>
    !text.includes('TfToken[') &&
    !concatenatedNumbers.test(text) &&
    text !== token_1.Token.STRING_MAP_TOKEN_VALUE &&
    text !== token_1.Token.ANY_MAP_TOKEN_VALUE;

  // A number that stands for a token is far outside of what a double can count.
  const plainNumber = (number) => Number.isSafeInteger(number) && number !== token_1.Token.NUMBER_MAP_TOKEN_VALUE;

  const plainObject = (object) =>
    !(object instanceof Date) &&
    typeof object.resolve !== 'function' &&
    object._children === undefined &&
    Object.keys(object).every(plainText);

  const plainArray = (array) =>
    array.every((x) => (typeof x === 'string' ? !x.includes('#{TfToken[') : typeof x !== 'number' || plainNumber(x)));

  // Most tokens are references to attributes in the same stack, alone or between other text: "${TfToken[TOKEN.7]}/*". What
  // the careful way makes of them is text, too. referring returns it, and undefined for anything else.
  const tokens = /\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}/;
  let Reference;
  function referring(text, options) {
    if (options.previousContext || options.resolver.constructor !== resolvable_1.DefaultTokenResolver) return undefined;
    Reference ??= require('../../tfExpression').ref('').constructor;
    const stack = require('../../terraform-stack').TerraformStack.of(options.scope);
    const parts = text.split(tokens); // what is between the tokens, and their keys
    for (let i = 0; i < parts.length; i++) {
      if (i % 2 === 0) {
        if (parts[i].includes('${') || parts[i].includes('TfToken[')) return undefined;
        continue;
      }
      const token = tokenMap.lookupToken(parts[i]);
      if (token.constructor !== Reference || (token.originStack && token.originStack !== stack)) return undefined;
      for (const _ in token.crossStackIdentifier) return undefined;
      if (!plainText(token.identifier)) return undefined;
      parts[i] = `\${${token.identifier}}`;
    }
    const joined = parts.join('');
    return concatenatedNumbers.test(joined) ? undefined : joined;
  }

  function quick(value, options, path) {
    switch (typeof value) {
      case 'string':
        if (plainText(value)) return value;
        const referred = referring(value, options);
        if (referred !== undefined) return referred;
        break;
      case 'number':
        if (plainNumber(value)) return value;
        break;
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        if (value === null) return null;
        if (path.length > 100) break; // the careful way says what is wrong with a cycle
        if (Array.isArray(value)) {
          if (!plainArray(value)) break;
          return value.map((x, i) => within(x, options, path, `${i}`)).filter((x) => x !== undefined);
        }
        if (plainObject(value)) {
          const result = {};
          for (const key of Object.keys(value)) {
            const resolved = within(value[key], options, path, key);
            if (resolved !== undefined) result[key] = resolved;
          }
          return result;
        }
    }
    return careful(value, path.length ? { ...options, prefix: (options.prefix ?? []).concat(path) } : options);
  }

  // The path is one list for the whole walk. Whoever throws leaves it as it is: the walk is over.
  function within(value, options, path, key) {
    path.push(key);
    const resolved = quick(value, options, path);
    path.pop();
    return resolved;
  }

  const state = globalThis[Symbol.for('landform')];
  resolve = exports.resolve = (value, options) => (state.resolved.has(value) ? value : quick(value, options, []));
}

// A token remembers the JavaScript stack that it was made on, for errors. A Go program's tokens are all made by the
// kernel, so that the stack says nothing, and formatting it costs more than the token.
function stackTraces() {
  exports.captureStackTrace = () => [];
}

// Terraform's names of arguments are derived from those of the bindings, the same few hundred again and again.
function names() {
  const derive = snakeCase;
  const known = new Map();
  snakeCase = exports.snakeCase = (name) => {
    if (typeof name !== 'string') return derive(name);
    let derived = known.get(name);
    if (derived === undefined) known.set(name, (derived = derive(name)));
    return derived;
  };
  // The environment is that of the process, not that in which a snapshot was made.
  Object.defineProperty(exports, 'terraformBinaryName', { get: () => process.env.TERRAFORM_BINARY_NAME || 'terraform' });
}

// A synthesis resolves all elements of all stacks twice: to find what refers to other stacks, which adds elements, and to
// write them. The second time gives the same again unless something has changed meanwhile, so that what is found the first
// time is kept. Aspects, references to other stacks and calls back into the program might change something.
function stacks() {
  const state = globalThis[Symbol.for('landform')];
  const { toTerraform, registerOutgoingCrossStackReference } = TerraformStack.prototype;
  const kept = new WeakMap(); // what elements resolve to

  TerraformStack.prototype.prepareStack = function () {
    this.ensureBackendExists();
    for (const element of terraformElements(this)) {
      const resolved = (0, _tokens_1.resolve)(this, element.toTerraform(), true);
      state.resolved.add(resolved);
      kept.set(element, resolved);
    }
  };

  TerraformStack.prototype.toTerraform = function () {
    const known = state.synthesizing && !state.changing ? terraformElements(this).filter((element) => kept.has(element)) : [];
    for (const element of known) {
      const resolved = kept.get(element);
      kept.delete(element);
      Object.defineProperty(element, 'toTerraform', { value: () => resolved, configurable: true });
    }
    try {
      return toTerraform.call(this);
    } finally {
      for (const element of known) delete element.toTerraform;
    }
  };

  // As shipped, this makes a promise for every construct of the stack.
  TerraformStack.prototype.findAll = function (predicate) {
    const found = [];
    const visit = (construct) => {
      if (predicate(construct)) found.push(construct);
      construct.node.children.forEach(visit);
    };
    visit(this);
    return found;
  };

  TerraformStack.prototype.registerOutgoingCrossStackReference = function (identifier) {
    state.changing = true;
    return registerOutgoingCrossStackReference.call(this, identifier);
  };
}

function apps() {
  const state = globalThis[Symbol.for('landform')];
  const { synth } = App.prototype;
  App.prototype.synth = function () {
    state.synthesizing = true;
    try {
      synth.call(this);
    } finally {
      state.synthesizing = false;
    }
  };
}

function aspects() {
  const state = globalThis[Symbol.for('landform')];
  const { add } = Aspects.prototype;
  Aspects.prototype.add = function (aspect) {
    state.changing = state.aspects = true;
    return add.call(this, aspect);
  };
}

// Where there are no aspects, there is no need to look for them at every construct.
function synthesizers() {
  const state = globalThis[Symbol.for('landform')];
  const invoke = invokeAspects;
  invokeAspects = exports.invokeAspects = (root) => state.aspects && invoke(root);
}

// Part of an element's id is a digest, for which newer versions of Node need no object.
function ids() {
  if (crypto.hash) pathHash = (path) => crypto.hash('md5', path.join(PATH_SEP)).slice(0, HASH_LEN).toUpperCase();
}

// Stacks are written as JSON with sorted keys.
function sorting() {
  const careful = module.exports;
  const write = (value, newline) => {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    if (typeof value.toJSON === 'function') return write(value.toJSON(), newline);
    if (newline.length > 1000) throw new TypeError('Converting circular structure to JSON');
    const inner = `${newline}  `;
    let text = '';
    if (Array.isArray(value)) {
      for (const element of value) text += `${text && ','}${inner}${write(element, inner) ?? 'null'}`;
      return `[${text}${newline}]`;
    }
    for (const key of Object.keys(value).sort()) {
      const written = write(value[key], inner);
      if (written !== undefined) text += `${text && ','}${inner}${JSON.stringify(key)}: ${written}`;
    }
    return `{${text}${newline}}`;
  };
  module.exports = (value, options) =>
    options?.space === 2 && Object.keys(options).length === 1 ? write(value, '\n') : careful(value, options);
}

// An archive is made in a process of its own, which needs the modules in files.
function archives() {
  const archive = archiveSync;
  let file;
  archiveSync = exports.archiveSync = (...rest) => {
    file ??= path.join(globalThis[Symbol.for('landform.unpack')]('cdktf'), 'lib', 'private', 'fs.js');
    __filename = file;
    archive(...rest);
  };
}

// What the amendments know of each other, and host.js of them.
globalThis[Symbol.for('landform')] = {
  aspects: false, // whether there are any
  changing: false, // whether elements may change between preparing a stack and writing it
  synthesizing: false,
  resolved: new WeakSet(), // values without tokens
};

module.exports = new Map(
  Object.entries({
    'lib/app.js': apps,
    'lib/aspect.js': aspects,
    'lib/private/fs.js': archives,
    'lib/private/unique.js': ids,
    'lib/synthesize/synthesizer.js': synthesizers,
    'lib/terraform-stack.js': stacks,
    'lib/tokens/private/resolve.js': resolving,
    'lib/tokens/private/stack-trace.js': stackTraces,
    'lib/util.js': names,
    'node_modules/json-stable-stringify/index.js': sorting,
  }).map(([file, amendment]) => [`${cdktf}/${file}`, `\n;(${amendment})();\n`]),
);
