#!/usr/bin/env node
/**
 * Builds the Go programs that tests run against.
 *
 *   node scripts/tools.mjs build [NAME...]   builds what is missing (default: all that a control plane needs)
 *   node scripts/tools.mjs path NAME         prints where one is, or is going to be
 *   node scripts/tools.mjs list              prints each name, and whether it is built
 *
 * Exit code 3: something has to be built, and there is no Go toolchain.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import {
  CONTROL_PLANE_TOOLS,
  NoGoToolchainError,
  TOOL_NAMES,
  ensureTools,
  toolPath,
} from './lib/tools.mjs';

const USAGE = 'Usage: node scripts/tools.mjs build [NAME...] | path NAME | list';

const [verb, ...names] = process.argv.slice(2);
try {
  if (verb === 'build') {
    const started = Date.now();
    const wanted = names.length > 0 ? names : CONTROL_PLANE_TOOLS;
    const paths = await ensureTools(wanted, (line) => console.error(line));
    for (const name of wanted) console.log(`${name} ${paths[name]}`);
    console.error(`all there after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } else if (verb === 'path' && names.length === 1) {
    console.log(toolPath(names[0]));
  } else if (verb === 'list' && names.length === 0) {
    for (const name of TOOL_NAMES) {
      console.log(`${name.padEnd(28)} ${existsSync(toolPath(name)) ? 'built' : 'not built'}`);
    }
  } else {
    console.error(USAGE);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof NoGoToolchainError ? 3 : 1;
}
