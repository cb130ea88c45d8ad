// Copies a provider's npm package with only the submodules in use: jsii-pacmak fails on the complete AWS package, which is too
// large. Usage: node lean.mjs PACKAGE TO SUBMODULE...
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [from, to, ...names] = process.argv.slice(2);
const assembly = JSON.parse(readFileSync(join(from, ".jsii"), "utf8"));
// The provider class has a property of type providerfunctions, so that submodule is always needed.
const needed = new Set([...names, "providerfunctions"].map((name) => name.toLowerCase()));
const isNeeded = (fqn) => needed.has(fqn.slice(assembly.name.length + 1).split(".")[0].toLowerCase());
const keep = (entries) => Object.fromEntries(Object.entries(entries).filter(([fqn]) => isNeeded(fqn)));

assembly.types = keep(assembly.types);
assembly.submodules = keep(assembly.submodules);
const found = Object.keys(assembly.submodules).map((fqn) => fqn.slice(assembly.name.length + 1));
const missing = names.filter((name) => !found.some((submodule) => submodule.toLowerCase() === name));
if (missing.length > 0) {
  console.error(`${assembly.name} ${assembly.version} has no ${missing.join(", ")}`);
  process.exit(1);
}

mkdirSync(join(to, "lib"), { recursive: true });
writeFileSync(join(to, ".jsii"), JSON.stringify(assembly));
cpSync(join(from, "package.json"), join(to, "package.json"));
const index = found.map((submodule) => {
  const folder = assembly.submodules[`${assembly.name}.${submodule}`].symbolId.split("/")[1];
  cpSync(join(from, "lib", folder), join(to, "lib", folder), { recursive: true });
  return `exports.${submodule} = require("./${folder}");`;
});
writeFileSync(join(to, "lib", "index.js"), index.join("\n") + "\n");
