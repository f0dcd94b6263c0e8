/**
 * Measurements that anyone can repeat. Prints a table for people and, as the last line, one JSON object with every
 * figure.
 *
 * Usage: npm run bench [-- NAME [ARGUMENT...]]
 */
import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchModule } from './harness/bench.ts';

const HERE = import.meta.dirname;

async function benchNames(): Promise<readonly string[]> {
  const files = await readdir(HERE);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'main.ts')
    .map((file) => basename(file, '.ts'))
    .toSorted();
}

/** The first sentence of the file's opening comment. */
async function summaryOf(name: string): Promise<string> {
  const source = await readFile(join(HERE, `${name}.ts`), 'utf8');
  const comment = /\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? '';
  const text = comment
    .replaceAll(/^\s*\*/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /^.*?[.:](?= |$)/.exec(text)?.[0] ?? text;
}

const [name, ...argv] = process.argv.slice(2);
const names = await benchNames();
if (name === undefined || !names.includes(name)) {
  if (name !== undefined) console.error(`There is no benchmark "${name}". There are:`);
  for (const known of names) console.log(`${known.padEnd(14)}${await summaryOf(known)}`);
  process.exit(name === undefined ? 0 : 2);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => stop.abort(new DOMException(signal, 'AbortError')));
}
const { run } = (await import(pathToFileURL(join(HERE, `${name}.ts`)).href)) as BenchModule;
try {
  const { table, json } = await run(argv, stop.signal);
  console.log(table);
  console.log(JSON.stringify({ bench: name, ...json }));
} catch (error) {
  if (!stop.signal.aborted) throw error;
  console.error('Stopped.');
  process.exitCode = 130;
}
