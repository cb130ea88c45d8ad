// Compares the JSON of every stack in two output folders semantically, except for the version of the CDKTF library.
// Usage: node compare.mjs BEFORE AFTER
import { isDeepStrictEqual } from "node:util";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [before, after] = process.argv.slice(2);
const read = (outdir, stack) => JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"));
const stacks = (outdir) => readdirSync(join(outdir, "stacks")).sort();

// differences lists the paths at which two values differ.
function differences(a, b, path = "") {
  if (isDeepStrictEqual(a, b)) return [];
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object" || Array.isArray(a) !== Array.isArray(b)) {
    return [`${path}: ${JSON.stringify(a)} became ${JSON.stringify(b)}`];
  }
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((name) => differences(a[name], b[name], path === "" ? name : `${path}.${name}`));
}

// withoutVersion removes the version of the library that synthesized the stack.
function withoutVersion(stack) {
  delete stack["//"]?.metadata?.version;
  return stack;
}

let failures = isDeepStrictEqual(stacks(before), stacks(after)) ? 0 : 1;
if (failures > 0) console.log(`stacks: ${stacks(before)} became ${stacks(after)}`);
for (const stack of stacks(before).filter((name) => stacks(after).includes(name))) {
  const found = differences(withoutVersion(read(before, stack)), withoutVersion(read(after, stack)));
  if (found.length > 0) failures++;
  console.log(found.length === 0 ? `${stack}: the same` : `${stack}: differs\n  ${found.slice(0, 20).join("\n  ")}`);
}
process.exit(failures === 0 ? 0 : 1);
