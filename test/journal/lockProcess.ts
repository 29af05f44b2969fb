/** Tries for the lock of the folder given, prints how that went and stays until it is killed or its input ends. */
import { acquireLock } from '../../src/journal/lock.js';
import { BlackstartError } from '../../src/model/errors.js';

try {
  const lock = await acquireLock({ folder: process.argv[2] ?? '', run: `run-${process.pid}` });
  console.log(lock.takenFrom === undefined ? 'taken' : `taken-over ${lock.takenFrom.pid}`);
} catch (error) {
  console.log(error instanceof BlackstartError ? `${error.code} ${error.message}` : String(error));
}
process.stdin.resume();
