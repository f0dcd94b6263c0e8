/** Somewhere to fetch tools from. */
import type { NinesError } from '@nines/kernel';
import type { SourceName } from './report.ts';
import type { ToolName } from './tool.ts';

export interface FetchContext {
  /** An empty folder in the cache, for this source alone; removed afterwards, whatever happens. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told in words what is being done. */
  readonly progress: (message: string) => void;
}

export interface ToolSource {
  readonly name: SourceName;
  /** For messages: `Debian`. */
  readonly title: string;
  /**
   * Fetches tools into `context.directory` and says of each where it lies, or why there is none: what fails for one
   * does not keep another from arriving.
   *
   * @throws NinesError where all fail together, `signal.reason` when it aborts
   */
  fetch(tools: readonly ToolName[], context: FetchContext): Promise<ReadonlyMap<ToolName, string | NinesError>>;
}
