/** Each chain is so long; the first resource of a chain depends on nothing. */
export const CHAIN_LENGTH = 10;

/** A system of resources without a cloud behind them, in chains: each takes the value of the one before it. */
export function chainFiles(resources: number): Record<string, string> {
  return {
    'stacks/system.yaml': `version: 1
name: chains
recoveryTimeObjective: 1h
programs:
  - { name: chains, path: ../program, stack: bench, stage: all }
stages: [all]
`,
    'program/Pulumi.yaml': 'name: chains\nruntime: nodejs\n',
    'program/Pulumi.bench.yaml': 'config: {}\n',
    'program/index.js': `'use strict';
const pulumi = require('@pulumi/pulumi');

class Resource extends pulumi.CustomResource {
  constructor(name, value) {
    super('simulated:index:Resource', name, { value });
  }
}

let previous;
for (let i = 0; i < ${resources}; i++) {
  previous = new Resource('r' + i, i % ${CHAIN_LENGTH} === 0 ? 'value ' + i : previous.value);
}
`,
  };
}

/** The same chains for Terraform, of its built-in resource that has no provider of its own. */
export function chainModule(resources: number): string {
  const block = (_: unknown, i: number): string => {
    const input = i % CHAIN_LENGTH === 0 ? `"value ${i}"` : `terraform_data.r${i - 1}.output`;
    return `resource "terraform_data" "r${i}" {\n  input = ${input}\n}\n`;
  };
  return Array.from({ length: resources }, block).join('\n');
}
