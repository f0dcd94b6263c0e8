/** The steps of `npm run check`, the slowest first so that they overlap with the others. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Directory that paths in findings start from. */
const ROOT = join(import.meta.dirname, '..', '..');

/** What a step has to say. */
export interface Finding {
  readonly ok: boolean;
  /** Shown where the step failed. */
  readonly text: string;
}

/** One named check. */
export interface Step {
  readonly name: string;
  /** What it makes sure of. */
  readonly summary: string;
  readonly run: () => Promise<Finding>;
}

const CACHE = 'node_modules/.cache';

/** Every step, in starting order. */
export const STEPS: readonly Step[] = [
  {
    name: 'lint',
    summary: 'typed lint rules',
    // Without ESLint's cache: a typed finding depends on other files than the one that it is in.
    run: tool('eslint', '.', '--max-warnings', '0'),
  },
  {
    name: 'types',
    summary: 'TypeScript, strict',
    run: tool('tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', `${CACHE}/types.json`, '--pretty', 'false'),
  },
  {
    name: 'format',
    summary: 'Prettier',
    run: tool(
      'prettier',
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      `${CACHE}/prettier/.checked`,
      '.',
    ),
  },
  {
    name: 'imports',
    summary: 'who may import whom (.dependency-cruiser.cjs)',
    run: tool('depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'services'),
  },
  { name: 'unused', summary: 'no unused file, export or dependency', run: tool('knip', '--no-progress') },
  {
    name: 'schema',
    summary: 'the JSON Schema of nines.yaml is the one the code generates',
    run: listing(async () => (await import('./schema-in-step.ts')).schemaInStep),
  },
  {
    name: 'errors',
    summary: 'docs/errors.md lists the codes that occur',
    run: listing(async () => (await import('./errors-in-docs.ts')).errorsInDocs),
  },
  {
    name: 'dependencies',
    summary: 'docs/dependencies.md lists every dependency',
    run: listing(async () => (await import('./dependencies-in-docs.ts')).dependenciesInDocs),
  },
  {
    name: 'commands',
    summary: 'every command is documented',
    run: listing(async () => (await import('./commands-in-docs.ts')).commandsInDocs),
  },
];

/** A step that is a program: fine when it exits with 0. */
function tool(name: string, ...args: readonly string[]): () => Promise<Finding> {
  return () =>
    new Promise((settle) => {
      const child = spawn(process.execPath, [join(ROOT, 'node_modules', '.bin', name), ...args], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let text = '';
      const collect = (chunk: Buffer): void => void (text += chunk.toString());
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.on('error', (error) => settle({ ok: false, text: error.message }));
      child.on('close', (code) => settle({ ok: code === 0, text }));
    });
}

/** Lists what is wrong, one line each. */
type Check = (root: string) => Promise<readonly string[]>;

/** A step that lists what is wrong. Loaded when it runs, so that broken code fails its own step only. */
function listing(load: () => Promise<Check>): () => Promise<Finding> {
  return async () => {
    const check = await load();
    const problems = await check(ROOT);
    return { ok: problems.length === 0, text: problems.join('\n') };
  };
}
