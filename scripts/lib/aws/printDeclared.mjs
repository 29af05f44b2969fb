/**
 * Prints what the programs of a system give their AWS resources, by URN, as JSON: `printDeclared.mjs REPOSITORY`. A
 * process of its own, since the environment says which account is asked.
 */
import process from 'node:process';
import { withContext } from '../../../dist/commands/context.js';
import { WHOLE_SYSTEM } from '../../../dist/commands/options.js';

const { stdin, stdout, stderr, env } = process;
const nobody = () => Promise.reject(new Error('there is nobody to ask'));
const io = {
  ...{ stdin, stdout, stderr, env, colour: false, interactive: false },
  ...{ stop: new AbortController().signal, confirm: nobody, answer: nobody },
};
const options = { ...WHOLE_SYSTEM, repo: process.argv[2], awsProvider: 'builtin' };
const declared = await withContext(
  options,
  io,
  () => undefined,
  async ({ engine }) => {
    await engine.preview();
    return engine.declared();
  },
);
stdout.write(JSON.stringify(Object.fromEntries(declared.inputs)));
