/** How long a service may take, by path. */
import { canonicalPath, isUnder } from '../ingress/path.ts';
import type { MeshService } from '../snapshot.ts';

export interface Timeouts {
  /** From the end of the request to the head of its final response, all tries together. */
  readonly deadlineMs: number;
  /** A try without progress for this long is given up where another may follow. */
  readonly perTryTimeoutMs: number;
}

interface TimedPath {
  readonly path: string;
  readonly timeouts: Timeouts;
}

/** What holds for the paths of one service. */
export class RouteTimeouts {
  readonly #everywhere: Timeouts;
  /** Longest first, so that the first that matches is the most specific. */
  readonly #paths: readonly TimedPath[];

  /** @param defaults for what the service leaves open */
  constructor({ timeouts, routes = [] }: Pick<MeshService, 'timeouts' | 'routes'>, defaults: Timeouts) {
    const everywhere = merged(defaults, timeouts);
    this.#everywhere = everywhere;
    this.#paths = routes
      .map(({ path, ...own }) => ({ path: canonicalPath(path) ?? path, timeouts: merged(everywhere, own) }))
      .toSorted((a, b) => b.path.length - a.path.length);
  }

  /** @param request asked for its target, in origin form, only where the path matters */
  find(request: { target(): string }): Timeouts {
    if (this.#paths.length === 0) return this.#everywhere;
    const path = canonicalPath(request.target());
    if (path === undefined) return this.#everywhere;
    return this.#paths.find((timed) => isUnder(path, timed.path))?.timeouts ?? this.#everywhere;
  }
}

function merged(base: Timeouts, own: Partial<Timeouts> = {}): Timeouts {
  return {
    deadlineMs: own.deadlineMs ?? base.deadlineMs,
    perTryTimeoutMs: own.perTryTimeoutMs ?? base.perTryTimeoutMs,
  };
}
