/**
 * Typed lint for everything that runs, plain lint for the little JavaScript there is. Rules are switched off for a
 * reason given beside them, never for a file in passing.
 */
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.ts', 'tests/**', 'packages/testkit/**'];
const TOOLS = ['scripts/**', 'bench/**', '*.config.ts', 'apps/*/scripts/**', 'packages/*/scripts/**'];

const NO_ENUM = { selector: 'TSEnumDeclaration', message: 'Use a union of literals; type stripping knows no enums.' };
const NO_EXPORT_ALL = { selector: 'ExportAllDeclaration', message: 'Re-export by name.' };
const NO_DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' };
const NO_ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read in main.ts and handed on as options.',
};

export default defineConfig(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/coverage/**',
      '**/.cache/**',
      '**/.nines/**',
      'bench/fixtures/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      // Grafana's classic dashboards are what every version of it that is in use reads, the newest included.
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            { from: 'package', name: ['Dashboard', 'DashboardBuilder'], package: '@grafana/grafana-foundation-sdk' },
          ],
        },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async function without await is how a synchronous implementation of a port turns throws into rejections.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:process', importNames: ['env'], message: NO_ENVIRONMENT.message }] },
      ],
      'no-restricted-syntax': ['error', NO_ENUM, NO_EXPORT_ALL, NO_DEFAULT_EXPORT, NO_ENVIRONMENT],
    },
  },
  {
    // Where a process begins is where the environment is read.
    files: ['**/main.ts', ...TOOLS, ...TESTS],
    rules: { 'no-restricted-syntax': ['error', NO_ENUM, NO_EXPORT_ALL, NO_DEFAULT_EXPORT] },
  },
  {
    files: ['*.config.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_ENUM, NO_EXPORT_ALL] },
  },
  {
    // What is shown to a person is printed somewhere: the command line's output, scripts and benchmarks.
    files: ['apps/cli/src/output.ts', 'apps/cli/src/output/**', ...TOOLS],
    rules: { 'no-console': 'off' },
  },
  {
    files: TESTS,
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'performance', 'URL', 'module', 'setTimeout', 'setInterval', 'clearInterval'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
  {
    files: ['services/portal/src/public/**/*.js', 'apps/server/src/access/login.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          [
            'window',
            'document',
            'location',
            'history',
            'navigator',
            'console',
            'fetch',
            'Headers',
            'Request',
            'Response',
          ],
          [
            'FormData',
            'File',
            'Blob',
            'FileReader',
            'URL',
            'URLSearchParams',
            'AbortController',
            'AbortSignal',
            'Event',
          ],
          ['CustomEvent', 'HTMLElement', 'Element', 'Node', 'MutationObserver', 'DOMParser', 'customElements', 'Intl'],
          ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'requestAnimationFrame', 'queueMicrotask'],
          [
            'sessionStorage',
            'localStorage',
            'structuredClone',
            'crypto',
            'performance',
            'HTMLFormElement',
            'HTMLInputElement',
          ],
        ]
          .flat()
          .map((name) => [name, 'readonly']),
      ),
    },
  },
);
