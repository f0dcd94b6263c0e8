/** Which declared host and path a request from outside belongs to. Everything undeclared does not exist. */
import type { IngressRoute } from '../snapshot.ts';
import { canonicalPath, isUnder } from './path.ts';

interface Prefix {
  readonly path: string;
  readonly service: string;
  readonly denied: ReadonlySet<string>;
}

export class RouteTable {
  readonly #byHost = new Map<string, Prefix[]>();

  constructor(routes: readonly IngressRoute[]) {
    for (const route of routes) this.#add(route);
    // Longest first, so that the first that matches is the most specific.
    for (const prefixes of this.#byHost.values()) prefixes.sort((a, b) => b.path.length - a.path.length);
  }

  /**
   * The service for a request, or undefined: unknown host, undeclared or denied path.
   *
   * @param host lower case, with or without a port
   * @param target in origin form
   */
  find(host: string, target: string): string | undefined {
    const prefixes = this.#byHost.get(withoutPort(host));
    const path = prefixes === undefined ? undefined : canonicalPath(target);
    if (prefixes === undefined || path === undefined) return undefined;
    for (const prefix of prefixes) {
      if (isUnder(path, prefix.path)) return prefix.denied.has(path) ? undefined : prefix.service;
    }
    return undefined;
  }

  #add({ host, paths, service, deniedPaths }: IngressRoute): void {
    const denied = new Set(deniedPaths.map((path) => canonicalPath(path) ?? path));
    const declared = paths.length === 0 ? ['/'] : paths;
    const prefixes = declared.map((path) => ({ path: canonicalPath(path) ?? path, service, denied }));
    const key = host.toLowerCase();
    this.#byHost.set(key, [...(this.#byHost.get(key) ?? []), ...prefixes]);
  }
}

function withoutPort(host: string): string {
  const name = host.replace(/:\d*$/, '');
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
