/** Faults of requests. */
import type { FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';

import { Problem } from '../problems/problem.ts';
import type { ServiceApp } from '../service/service-app.ts';
import type { FaultSwitch } from './fault-switch.ts';

/** Lets faults hit the routes that are added to `app` afterwards; add it before any other hook of theirs. */
export function injectFaults(app: ServiceApp, faults: FaultSwitch): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (faults.isIdle) done();
    else inject(request, faults).then(done, done);
  });
}

/** @returns the error that the request gets instead of an answer; undefined where it is to be handled */
async function inject(request: FastifyRequest, faults: FaultSwitch): Promise<Error | undefined> {
  const latency = faults.strike('latency');
  if (latency !== undefined) {
    const { delayMs, jitterMs } = latency.settings;
    const signal = AbortSignal.any([latency.signal, request.context.signal]);
    // A fault that ended lets its requests go; what has no caller any more finds that out by itself.
    await sleep(delayMs + latency.position * jitterMs, undefined, { signal }).catch(() => undefined);
  }
  const errors = faults.strike('errors');
  if (errors === undefined) return undefined;
  return new Problem(errors.settings.status, 'FAULT_INJECTED', { detail: 'A fault was switched on for a test' });
}
