import tseslint from 'typescript-eslint'

/* House style with teeth. The format is Prettier's, the import directions dependency-cruiser's. */

const FROM_BIN_CONFIG = 'Only bin/config.ts reads the environment: pass the value in.'

export default tseslint.config(
  { ignores: ['**/node_modules', 'dist', '.lotse', '.tap', 'screenshots', '**/*.mjs', '**/*.cjs'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: {
      '@typescript-eslint': tseslint.plugin,
      house: { rules: { 'explain-casts': explainCasts() } },
    },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // A promise nobody waits for is work that may be lost.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        { ignorePrimitives: { string: true } },
      ],
      '@typescript-eslint/prefer-optional-chain': 'error',
      'house/explain-casts': 'error',
      eqeqeq: ['error', 'always'],
      'max-depth': ['error', 3],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 60],
      'max-params': ['error', 3],
      'no-console': 'error',
      'no-else-return': 'error',
      'no-nested-ternary': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: FROM_BIN_CONFIG },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
      ],
      'no-unused-expressions': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['bin/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['bin/config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['*.config.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A story told from top to bottom may be longer, and answers of servers are read without schemas.
    files: ['test/**'],
    rules: {
      // tap waits for its own tests.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafePromises: [
            { from: 'package', name: 'PromiseWithSubtest', package: '@tapjs/core' },
          ],
        },
      ],
      'house/explain-casts': 'off',
      'max-lines-per-function': 'off',
      'no-console': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
)

/** A cast silences the compiler, so it says in a comment why it is true. */
function explainCasts() {
  return {
    create(context) {
      const source = context.sourceCode
      return {
        TSAsExpression(node) {
          if (source.getText(node.typeAnnotation) === 'const') return
          const statement = source.lines.slice(
            Math.max(0, node.loc.start.line - 4),
            node.loc.end.line,
          )
          const isExplained = statement.some((line) => /\/\/|\*\/|^\s*\*/.test(line))
          if (!isExplained)
            context.report({ node, message: 'Say in a comment why this cast is true.' })
        },
      }
    },
  }
}
