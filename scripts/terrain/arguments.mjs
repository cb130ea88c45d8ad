// Checks the arguments in synthesized stacks, at every depth, against the bindings of a provider: finds unknown arguments,
// missing required arguments, and lists where the bindings accept a single block. Usage: node arguments.mjs OUTDIR PACKAGE...
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [outdir, ...packages] = process.argv.slice(2);
// Arguments that every resource type accepts. https://developer.hashicorp.com/terraform/language/meta-arguments
const metaArguments = ["//", "count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"];

// All structs of the bindings by name, and for each resource type the name of the struct with its arguments.
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

// plain normalizes a name, so that "cidr_block" equals "cidrBlock". The bindings add "Attribute" to names reserved in Java or Python.
const plain = (name) => name.replaceAll("_", "").toLowerCase();
const properties = (fqn) =>
  new Map((structs[fqn].properties ?? []).map((property) => [plain(property.name.replace(/Attribute$/, "")), property]));

// shape returns the struct that a property accepts, if any, and whether it accepts a list.
function shape(type) {
  if (type.union) return type.union.types.map(shape).find((option) => option.struct) ?? shape(type.union.types[0]);
  if (type.collection?.kind === "array") return { struct: shape(type.collection.elementtype).struct, several: true };
  return { struct: structs[type.fqn]?.datatype ? type.fqn : undefined, several: false };
}

const problems = new Set();

function check(values, fqn, path, skip = []) {
  const defined = properties(fqn);
  for (const [name, value] of Object.entries(values)) {
    if (skip.includes(name) || value === null) continue;
    const property = defined.get(plain(name));
    if (!property) {
      problems.add(`${path}.${name}: unknown argument`);
      continue;
    }
    const { struct, several } = shape(property.type);
    if (!struct) continue;
    if (Array.isArray(value) && value.length !== 1 && !several) problems.add(`${path}.${name}: accepts a single block, has ${value.length}`);
    for (const element of [value].flat()) if (typeof element === "object") check(element, struct, `${path}.${name}`);
  }
  const present = Object.keys(values).filter((name) => values[name] !== null).map(plain);
  for (const [name, property] of defined) {
    if (!property.optional && !present.includes(name)) problems.add(`${path}: required argument ${property.name} is missing`);
  }
}

const types = new Set();
for (const stack of readdirSync(join(outdir, "stacks"))) {
  const { resource = {} } = JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"));
  for (const [kind, named] of Object.entries(resource)) {
    types.add(kind);
    if (!resources[kind]) problems.add(`${kind}: unknown resource type`);
    else for (const values of Object.values(named)) check(values, resources[kind], kind, metaArguments);
  }
}
for (const problem of [...problems].sort()) console.log(problem);
console.log(`${types.size} resource types checked against the bindings, ${problems.size} problems`);
process.exit(problems.size === 0 ? 0 : 1);
