// Builds the stacks that a CDKTF app has synthesized once more, in JavaScript, resource by resource: what the same
// infrastructure costs without Go, with each class imported by the path of its own module.
//
// usage: node rebuild.js <synthesized folder> <folder to write>
'use strict';

const fs = require('fs');
const path = require('path');
const { App, TerraformOutput, TerraformStack } = require('cdktf');

const PACKAGES = { aws: '@cdktf/provider-aws', random: '@cdktf/provider-random' };

const camel = (name) => name.replace(/(?<=.)_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

const classes = new Map();

// classOf returns the class of a Terraform type: of "aws_eks_cluster", the one in
// @cdktf/provider-aws/lib/eks-cluster.
function classOf(type, prefix) {
  const key = prefix + type;
  if (!classes.has(key)) {
    const [provider, ...words] = type.split('_');
    const all = prefix ? [prefix, provider, ...words] : words;
    const exported = Object.values(require(`${PACKAGES[provider]}/lib/${all.join('-')}`));
    classes.set(key, exported.find((candidate) => candidate.tfResourceType === type));
  }
  return classes.get(key);
}

// Maps whose keys are data; the keys of every other object are attributes.
const MAPS = new Set(['tags', 'tags_all', 'keepers', 'variables', 'parameters', 'dimensions', 'labels', 'default_tags']);

// configOf turns Terraform's names of attributes into those of a class's configuration.
function configOf(value) {
  if (Array.isArray(value)) return value.map(configOf);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      camel(name), MAPS.has(name) && !Array.isArray(inner) ? inner : configOf(inner),
    ]),
  );
}

function rebuild(app, folder) {
  const { resource = {}, data = {}, output = {}, provider = {} } = JSON.parse(fs.readFileSync(path.join(folder, 'cdk.tf.json'), 'utf8'));
  const stack = new TerraformStack(app, path.basename(folder));
  for (const [name, configurations] of Object.entries(provider)) {
    const Provider = require(`${PACKAGES[name]}/lib/provider`)[`${name[0].toUpperCase()}${name.slice(1)}Provider`];
    configurations.forEach((configuration, i) => new Provider(stack, `${name}-${i}`, configOf(configuration)));
  }
  for (const [prefix, types] of [['', resource], ['data', data]]) {
    for (const [type, resources] of Object.entries(types)) {
      for (const [name, configuration] of Object.entries(resources)) {
        const { '//': _, depends_on, ...attributes } = configuration;
        const config = { ...configOf(attributes), dependsOn: depends_on?.map((fqn) => ({ fqn })) };
        new (classOf(type, prefix))(stack, `${type}-${name}`, config).overrideLogicalId(name);
      }
    }
  }
  for (const [name, { value, sensitive, description }] of Object.entries(output)) {
    new TerraformOutput(stack, `output-${name}`, { value, sensitive, description }).overrideLogicalId(name);
  }
}

const [from, to] = process.argv.slice(2);
const app = new App({ outdir: to });
const stacks = path.join(from, 'stacks');
for (const name of fs.readdirSync(stacks)) rebuild(app, path.join(stacks, name));
app.synth();
