import { defineConfig } from 'vitest/config';

const inCi = process.env['CI'] === 'true';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests start programs, providers and the built tool itself as processes of their own.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // .ci/run makes its closing line of the JSON report.
    reporters: inCi ? ['default', 'json'] : ['default'],
    outputFile: { json: 'coverage/tests.json' },
  },
});
