/** Puts the fault switch into a service. Loaded only where the service has a token for it. */
import type { Registry } from 'prom-client';

import type { Logger } from '../logs/logger.ts';
import type { Readiness } from '../service/readiness.ts';
import type { ServiceApp } from '../service/service-app.ts';
import { addFaultRoutes } from './fault-routes.ts';
import { FaultSwitch } from './fault-switch.ts';
import { injectFaults } from './inject-faults.ts';

export interface FaultOptions {
  /** `NINES_FAULT_TOKEN`. */
  readonly token: string;
  readonly readiness: Readiness;
  readonly registry: Registry;
  readonly logger: Logger;
}

/**
 * Adds `/faults` to the app.
 *
 * @returns what makes the faults hit the routes of the app it is given
 */
export async function addFaults(app: ServiceApp, options: FaultOptions): Promise<(routes: ServiceApp) => void> {
  const { token, readiness, registry, logger } = options;
  const faults = new FaultSwitch({
    registry,
    logger,
    target: {
      setUnready: (isUnready) => readiness.setFaulty(isUnready),
      crash: () => {
        throw new Error('The fault "crash" was switched on');
      },
    },
  });
  app.addHook('onClose', async () => faults.switchOffAll('stopped'));
  await addFaultRoutes(app, faults, token);
  return (routes) => injectFaults(routes, faults);
}
