// Compares the arguments in synthesized stacks, at every depth, with the bindings of a provider: which arguments the
// bindings do not have, which they require beside them, and where a list has become a single block or the other way
// round. Usage: node arguments.mjs OUTDIR PACKAGE...
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [outdir, ...packages] = process.argv.slice(2);
// What every resource has, whatever its type. https://developer.hashicorp.com/terraform/language/meta-arguments
const metaArguments = ["//", "count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"];

// Structs of the bindings by name, and the struct of each resource type's arguments.
const structs = {};
const resources = {};
for (const folder of packages) {
  const assembly = JSON.parse(readFileSync(join(folder, ".jsii"), "utf8"));
  Object.assign(structs, assembly.types);
  for (const type of Object.values(assembly.types)) {
    if (type.base !== "cdktn.TerraformResource") continue;
    const file = type.symbolId.split(":")[0].replace(/^src/, "lib") + ".js";
    const kind = readFileSync(join(folder, file), "utf8").match(/ tfResourceType = "(.*?)"/)[1];
    resources[kind] = type.initializer.parameters[2].type.fqn;
  }
}

// plain is a name without what tells "cidr_block" from "cidrBlock". Names that Java or Python keep have a suffix.
const plain = (name) => name.replaceAll("_", "").toLowerCase();
const properties = (fqn) =>
  new Map((structs[fqn].properties ?? []).map((property) => [plain(property.name.replace(/Attribute$/, "")), property]));

// shape tells what a property takes: a struct, whether there may be several, or neither.
function shape(type) {
  if (type.union) return type.union.types.map(shape).find((found) => found.struct) ?? shape(type.union.types[0]);
  if (type.collection?.kind === "array") return { struct: shape(type.collection.elementtype).struct, several: true };
  return { struct: structs[type.fqn]?.datatype ? type.fqn : undefined, several: false };
}

const problems = new Set();

function check(values, fqn, where, skip = []) {
  const known = properties(fqn);
  for (const [name, value] of Object.entries(values)) {
    if (skip.includes(name) || value === null) continue;
    const property = known.get(plain(name));
    if (!property) {
      problems.add(`${where}.${name}: there is no such argument`);
      continue;
    }
    const { struct, several } = shape(property.type);
    if (!struct) continue;
    if (Array.isArray(value) && value.length !== 1 && !several) problems.add(`${where}.${name}: a single block, and not ${value.length}`);
    for (const element of [value].flat()) if (typeof element === "object") check(element, struct, `${where}.${name}`);
  }
  const present = Object.keys(values).filter((name) => values[name] !== null).map(plain);
  for (const [name, property] of known) {
    if (!property.optional && !present.includes(name)) problems.add(`${where}: requires ${property.name}`);
  }
}

const types = new Set();
for (const stack of readdirSync(join(outdir, "stacks"))) {
  const { resource = {} } = JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"));
  for (const [kind, named] of Object.entries(resource)) {
    types.add(kind);
    if (!resources[kind]) problems.add(`${kind}: there is no such type`);
    else for (const values of Object.values(named)) check(values, resources[kind], kind, metaArguments);
  }
}
for (const problem of [...problems].sort()) console.log(problem);
console.log(`${types.size} types compared with the bindings, ${problems.size} differences`);
process.exit(problems.size === 0 ? 0 : 1);
