/** What Nines' own workloads are made of: programs that are there or can be fetched, and the team's database, if any. */
import type { Catalog } from '@nines/catalog';
import { messageOf, NinesError } from '@nines/kernel';
import type { Provisions } from '@nines/runtime-process';
import type { ToolName, ToolReport } from '@nines/toolbox';
import type { Invocation } from './command.ts';

export interface FoundProvisions {
  /** What is there now. */
  readonly found: Provisions;
  /**
   * Fetches what is missing, and says what cannot be had. Never rejects for that: a platform runs without being
   * watched. Undefined where there is nothing new.
   */
  readonly fetchMissing: () => Promise<Provisions | undefined>;
}

/** A network that swallows everything keeps nobody waiting for longer, ms. */
const FETCH_TIMEOUT_MS = 60_000;

const NOTHING_MISSING = (): Promise<undefined> => Promise.resolve(undefined);

/** @throws NinesError `CLI_BAD_DATABASE_URL` */
export async function findProvisions(catalog: Catalog, invocation: Invocation): Promise<FoundProvisions> {
  const databaseUrl = databaseUrlOf(invocation.environment);
  if (!catalog.monitoring.enabled) return { found: { tools: {}, databaseUrl }, fetchMissing: NOTHING_MISSING };
  const { defaultCacheDirectory, locateTools, provideTools } = await import('@nines/toolbox');
  const { environment, output, signal } = invocation;
  const options = { environment, cacheDirectory: defaultCacheDirectory(environment), signal };
  const located = await locateTools(options);
  const found = { tools: toolPaths(located), databaseUrl };
  if (located.every(({ path }) => path !== undefined)) return { found, fetchMissing: NOTHING_MISSING };
  const fetchMissing = async (): Promise<Provisions | undefined> => {
    const progress = (message: string): void => {
      output.note(output.noteColors.dim(message));
    };
    const provided = await provideTools({ ...options, progress, timeoutMs: FETCH_TIMEOUT_MS });
    for (const loss of lossesOf(provided)) output.note(output.noteColors.yellow(loss));
    const tools = toolPaths(provided);
    return Object.keys(tools).length === Object.keys(found.tools).length ? undefined : { tools, databaseUrl };
  };
  return { found, fetchMissing };
}

/** Comes with another tool, and goes without it. */
const COMPANION_OF: Partial<Record<ToolName, ToolName>> = { promtool: 'prometheus', amtool: 'alertmanager' };

/** What cannot be had: a line for each cause. */
export function lossesOf(reports: readonly ToolReport[]): readonly string[] {
  const absent = reports.filter((report) => report.problem !== undefined);
  const names = new Set<ToolName | undefined>(absent.map(({ name }) => name));
  const told = absent.filter(({ name }) => !names.has(COMPANION_OF[name]));
  return [...Map.groupBy(told, ({ problem }) => messageOf(problem))].map(([reason, alike]) => {
    const it = alike.length === 1 ? 'it' : 'them';
    return `${alike.map(({ name }) => name).join(', ')} cannot be had, so the platform runs without ${it}: ${reason}`;
  });
}

function toolPaths(reports: readonly ToolReport[]): Provisions['tools'] {
  return Object.fromEntries(reports.flatMap(({ name, path }) => (path === undefined ? [] : [[name, path]])));
}

function databaseUrlOf(environment: Invocation['environment']): string | null {
  const url = environment['DATABASE_URL'];
  if (url === undefined || url === '') return null;
  if (/^postgres(ql)?:\/\/./.test(url)) return url;
  throw new NinesError(
    'CLI_BAD_DATABASE_URL',
    'DATABASE_URL is set, but not the address of a PostgreSQL: write postgres://USER:PASSWORD@HOST:PORT/DATABASE, or unset it and Nines runs a database of its own',
  );
}
