/** The switch as others reach it: on the instance, with a token, never through the ingress. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

import { Problem } from '../problems/problem.ts';
import type { ServiceApp, ServicePlugin } from '../service/service-app.ts';
import { FAULT_NAMES, faultSchema } from './fault.ts';
import type { FaultSwitch } from './fault-switch.ts';

const querySchema = z.strictObject({ fault: z.enum(FAULT_NAMES).optional() });

/**
 * `PUT /faults`: switches one fault on. `GET /faults`: those that are on. `DELETE /faults`: all off, or the one that
 * `?fault=` names. All answer with the faults that are on; 401 `TOKEN_INVALID` without the token.
 */
export async function addFaultRoutes(app: ServiceApp, faults: FaultSwitch, token: string): Promise<void> {
  const config = { kind: 'probe' } as const; // asked by the platform, not by users
  const isToken = tokenCheck(token);
  const plugin: ServicePlugin = async (routes) => {
    routes.addHook('onRequest', async (request) => {
      if (isToken(request.headers.authorization)) return;
      throw new Problem(401, 'TOKEN_INVALID', { detail: 'The token of the fault switch is missing or wrong' });
    });
    routes.get('/faults', { config }, () => ({ faults: faults.active }));
    routes.put('/faults', { config, schema: { body: faultSchema } }, (request) => {
      faults.switchOn(request.body);
      return { faults: faults.active };
    });
    routes.delete('/faults', { config, schema: { querystring: querySchema } }, (request) => {
      const { fault } = request.query;
      if (fault === undefined) faults.switchOffAll('removed');
      else faults.switchOff(fault, 'removed');
      return { faults: faults.active };
    });
  };
  await app.register(plugin);
}

/** Takes the same time whatever is wrong: digests are of one length, and compared to the end. */
function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = digestOf(`Bearer ${token}`);
  return (authorization) => timingSafeEqual(digestOf(authorization ?? ''), expected);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
