import { coverageDocument } from './coverage.js';

/** Prints docs/aws-coverage.md: `npm run aws-coverage`. */
console.log(coverageDocument());
