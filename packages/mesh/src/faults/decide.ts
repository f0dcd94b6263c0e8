/** Whether a fault strikes, and how hard. Pure: what is random comes in as an argument. */
import { canonicalPath, isUnder } from '../ingress/path.ts';
import type { Random } from '../upstream/balancer.ts';
import type { FaultEffect, FaultMatch, LatencyEffect, MeshFault } from './fault.ts';

/** What a fault may be about. Asked only for what a match names. */
export interface FaultSubject {
  readonly consumer: string;
  readonly service: string;
  /** Empty where it is not known. */
  readonly version: string;
  /** Undefined for a connection. */
  readonly request?: FaultRequest;
}

export interface FaultRequest {
  readonly method: string;
  /** In origin form. */
  target(): string;
  /** Value of the first field of that name; names in lower case. */
  field(name: string): string | undefined;
}

/** Whether everything holds that the match names. */
export function matches(match: FaultMatch, { consumer, service, version, request }: FaultSubject): boolean {
  if (match.consumer !== undefined && match.consumer !== consumer) return false;
  if (match.service !== undefined && match.service !== service) return false;
  if (match.version !== undefined && match.version !== version) return false;
  return request === undefined || matchesRequest(match, request);
}

function matchesRequest(match: FaultMatch, request: FaultRequest): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  const wanted = Object.entries(match.headers ?? {});
  if (!wanted.every(([name, value]) => request.field(name.toLowerCase()) === value)) return false;
  if (match.path === undefined && match.pathPrefix === undefined) return true;
  const path = canonicalPath(request.target());
  if (path === undefined) return false;
  if (match.path !== undefined && path !== canonicalPath(match.path)) return false;
  return match.pathPrefix === undefined || isUnder(path, canonicalPath(match.pathPrefix) ?? match.pathPrefix);
}

/**
 * What the fault does to something that matches; undefined: nothing. Takes one number from `random` each time.
 *
 * @param before how many have matched before this one
 */
export function decideFault(fault: MeshFault, before: number, random: Random): FaultEffect | undefined {
  const { effect, probability = 1, first = Infinity } = fault;
  const isStruck = random() < probability;
  return isStruck && before < first ? effect : undefined;
}

/** How long one thing waits, ms. */
export function drawDelay({ ms, jitterMs = 0, distribution = 'uniform' }: LatencyEffect, random: Random): number {
  if (jitterMs === 0) return ms;
  const deviation = distribution === 'uniform' ? random() * 2 - 1 : standardNormal(random);
  return Math.max(0, ms + deviation * jitterMs);
}

/** @see G. Box, M. Muller, "A Note on the Generation of Random Normal Deviates" (1958) */
function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
