#!/usr/bin/env node
/** Installs moto for the tests, unless it is there: `npm run moto`. With `--serve` it runs until it is interrupted. */
import process from 'node:process';
import { installMoto, motoFolder, startMoto } from './lib/moto.mjs';

await installMoto();
console.log(`moto is installed in ${motoFolder()}`);
if (process.argv.includes('--serve')) {
  const moto = await startMoto();
  for (const [name, value] of Object.entries(moto.environment))
    console.log(`export ${name}=${value}`);
  process.on('SIGINT', () => void moto.stop().then(() => process.exit(0)));
}
