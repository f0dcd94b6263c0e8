/** Which declared host and path a request from outside belongs to. Everything undeclared does not exist. */
import type { IngressRoute } from '../snapshot.ts';
import { canonicalPath, isUnder } from './path.ts';

interface Prefix extends RouteTarget {
  readonly path: string;
  readonly denied: ReadonlySet<string>;
}

/** Where a request from outside leads. */
export interface RouteTarget {
  readonly service: string;
  /** Where to be asked instead; undefined where the request may be forwarded. */
  readonly location: ((target: string) => string) | undefined;
}

export class RouteTable {
  readonly #byHost = new Map<string, Prefix[]>();

  constructor(routes: readonly IngressRoute[]) {
    for (const route of routes) this.#add(route);
    // Longest first, so that the first that matches is the most specific.
    for (const prefixes of this.#byHost.values()) prefixes.sort((a, b) => b.path.length - a.path.length);
  }

  /**
   * Where a request leads, or undefined: unknown host, undeclared or denied path.
   *
   * @param host lower case, with or without a port
   * @param target in origin form
   */
  find(host: string, target: string): RouteTarget | undefined {
    const prefixes = this.#byHost.get(withoutPort(host));
    const path = prefixes === undefined ? undefined : canonicalPath(target);
    if (prefixes === undefined || path === undefined) return undefined;
    for (const prefix of prefixes) {
      if (isUnder(path, prefix.path)) return prefix.denied.has(path) ? undefined : prefix;
    }
    return undefined;
  }

  #add({ host, paths, service, deniedPaths, httpsPort }: IngressRoute): void {
    const location = httpsPort === undefined ? undefined : locationAt(host, httpsPort);
    const denied = new Set(deniedPaths.map((path) => canonicalPath(path) ?? path));
    const declared = paths.length === 0 ? ['/'] : paths;
    const prefixes = declared.map((path) => ({ path: canonicalPath(path) ?? path, service, denied, location }));
    const key = host.toLowerCase();
    this.#byHost.set(key, [...(this.#byHost.get(key) ?? []), ...prefixes]);
  }
}

function withoutPort(host: string): string {
  const name = host.replace(/:\d*$/, '');
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

const HTTPS_PORT = 443;

/** The host is the declared one, never what a client says. A target that is no path, `*`, leads to the start page. */
function locationAt(host: string, port: number): (target: string) => string {
  const origin = port === HTTPS_PORT ? `https://${host}` : `https://${host}:${port}`;
  return (target) => `${origin}${target.startsWith('/') ? target : '/'}`;
}
