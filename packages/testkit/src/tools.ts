/** Real Prometheus, promtool and the like for tests: taken from the machine or its cache, fetched where missing. */
import { defaultCacheDirectory, locateTools, provideTools, TOOL_NAMES } from '@nines/toolbox';
import type { ToolName, ToolReport } from '@nines/toolbox';

/** Time that fetching may take, ms; what is there already is found in milliseconds. */
const FETCH_TIMEOUT_MS = 120_000;

let provided: Promise<readonly ToolReport[]> | undefined;

/**
 * The path of a tool, fetched into the user's cache on first use. Safe in parallel test workers.
 *
 * Fetching takes some seconds once for all tools: ask in `beforeAll`, with a timeout to match.
 *
 * @throws NinesError of the toolbox where it cannot be had: `code` and message say why, and what to do. Whether a
 * test fails or is skipped then is the test's decision
 */
export async function testTool(name: ToolName): Promise<string> {
  const options = {
    environment: process.env,
    cacheDirectory: defaultCacheDirectory(process.env),
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  };
  const [located] = await locateTools({ ...options, tools: [name] });
  if (located?.path !== undefined) return located.path;
  provided ??= provideTools({ ...options, tools: TOOL_NAMES });
  const report = (await provided).find((candidate) => candidate.name === name);
  if (report?.path === undefined) throw report?.problem ?? new Error(`there is no tool "${name}"`);
  return report.path;
}
