/** What a catalog may ask the caller for by name: the environment, and beside the catalog a file of more. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { nodeCatalogEnvironment } from '@nines/catalog';
import type { CatalogEnvironment } from '@nines/catalog';
import { messageOf } from '@nines/kernel';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Variables {
  /** The environment where it has a value, else the file. */
  readonly values: Environment;
  /** Names whose value comes from the file. */
  readonly fromFile: ReadonlySet<string>;
  /** Absolute path of the file. */
  readonly file: string;
  /** Why the file could not be used, though it is there. */
  readonly problem?: string;
}

const MAX_SIZE_BYTES = 2 ** 20;

/**
 * With the `.env` beside the catalog. Nothing is put into the environment of any process: values are looked up by name,
 * where a catalog asks for them. Where commands are found is the environment's business alone.
 *
 * @see Node.js documentation, "util.parseEnv": the format
 */
export function variablesFor(catalogFile: string, environment: Environment): Variables {
  const file = join(dirname(catalogFile), '.env');
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const { values, problem } = readFile(file);
  const fromFile = new Set(Object.keys(values).filter((name) => set[name] === undefined && name !== 'PATH'));
  const added = Object.fromEntries([...fromFile].map((name) => [name, values[name]]));
  return { values: { ...set, ...added }, fromFile, file, ...(problem !== undefined && { problem }) };
}

/** The machine as a catalog sees it. */
export function machineOf({ values }: Variables): CatalogEnvironment {
  return nodeCatalogEnvironment(values);
}

/** What is no file (a folder of that name is common) is nobody's mistake. */
function readFile(file: string): { readonly values: Environment; readonly problem?: string } {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status?.isFile() !== true) return { values: {} };
    if (status.size > MAX_SIZE_BYTES) return { values: {}, problem: `it has more than ${MAX_SIZE_BYTES} bytes` };
    const bytes = readFileSync(file);
    if (!isUtf8(bytes)) return { values: {}, problem: 'it is not UTF-8 text' };
    return { values: parseEnv(bytes.toString('utf8').replace(/^\uFEFF/, '')) };
  } catch (error) {
    return { values: {}, problem: messageOf(error) };
  }
}
