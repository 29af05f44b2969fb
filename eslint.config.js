import tseslint from 'typescript-eslint';

const MAX_LINES = 450;

/** Rooms and files of src/ that talk to people or to a parent process; everything else hands its words on. */
const TALKING = [
  'src/cli/**',
  'src/commands/**',
  'src/providers/mainProcess.ts',
  'src/providers/aws/printCoverage.ts',
  'src/providers/simulated/main.ts',
];

export default tseslint.config(
  {
    ignores: ['dist/', 'coverage/', 'node_modules/', '.blackstart/', 'test/**/fixtures/'],
  },
  {
    files: ['**/*.ts', '**/*.cts', '**/*.mts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.json',
          'browser/tsconfig.json',
          'tsconfig.test.json',
          'stacks/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        // `typeof import('...')` is how a test names the type of a module that it loads later.
        { disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      // `import { type A }` would still load the module when it runs.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        // An async function as a plain callback whose result is dropped is a floating promise; one that is
        // handed to an interface which allows for both is not.
        { checksVoidReturn: { attributes: true, inheritedMethods: false } },
      ],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // What a catch clause or a settled promise brought may be passed on as it came.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-template-curly-in-string': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error', 'prefer-const': 'error' },
  },
  {
    // Joined by a page, these share one scope: what one declares, another uses.
    files: ['browser/*.ts'],
    languageOptions: { sourceType: 'script' },
    rules: { '@typescript-eslint/no-unused-vars': ['error', { vars: 'local' }] },
  },
  {
    files: ['**/*.cts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['src/**', 'browser/**'],
    rules: {
      'max-lines': ['error', { max: MAX_LINES }],
      'no-console': 'error',
    },
  },
  {
    files: TALKING,
    rules: { 'no-console': 'off' },
  },
);
