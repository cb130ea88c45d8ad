// Makes three modules of cdktf 0.20.12 faster without changing what they compute. Each entry is appended to the module's
// source, and so sees its functions and may replace them. The name holds the digest of cdktf's tarball: no other version is
// touched.
'use strict';

const cdktf = 'e5879de258c9bc64d095d1cfc0d616c10350cf84fc44ca95aee131578b0a19fe';

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
    array.every((x) => (typeof x === 'string' ? !x.includes('TfToken[') : typeof x !== 'number' || plainNumber(x)));

  function quick(value, options, path) {
    switch (typeof value) {
      case 'string':
        if (plainText(value)) return value;
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

  resolve = exports.resolve = (value, options) => quick(value, options, []);
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
}

module.exports = new Map(
  Object.entries({
    'lib/tokens/private/resolve.js': resolving,
    'lib/tokens/private/stack-trace.js': stackTraces,
    'lib/util.js': names,
  }).map(([file, amendment]) => [`${cdktf}/${file}`, `\n;(${amendment})();\n`]),
);
