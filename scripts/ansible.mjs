#!/usr/bin/env node
/** Installs ansible-core for the tests, unless it is there: `npm run ansible`. */
import { ansibleFolder, installAnsible } from './lib/ansible.mjs';

await installAnsible();
console.log(`ansible-core is installed in ${ansibleFolder()}`);
