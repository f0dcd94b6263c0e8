/** What stands in the way of a platform being ready, in words. Pure. */
import type { InstanceStatus, PlatformStatus, ServiceStatus } from '@nines/kernel';
import type { Problem } from '../control/contract.ts';

/** One problem for each instance that is in trouble, and for each service that waits without one. */
export function problemsOf(status: PlatformStatus): readonly Problem[] {
  return [...status.services, ...status.system].flatMap((service) =>
    service.ready >= service.desired ? [] : service.instances.flatMap((instance) => problemOf(service, instance)),
  );
}

function problemOf(service: ServiceStatus, instance: InstanceStatus): readonly Problem[] {
  const message = MESSAGES[instance.state]?.(service, instance);
  return message === undefined ? [] : [{ subject: instance.id, state: instance.state, message }];
}

type Message = (service: ServiceStatus, instance: InstanceStatus) => string;

const MESSAGES: Readonly<Partial<Record<InstanceStatus['state'], Message>>> = {
  pending: () => 'waits until something that it depends on is ready',
  starting: () => 'runs, but is not ready yet',
  unready: () => 'runs, but does not answer its readiness probe',
  crashed: ({ name }, { nextTryAt }) => `crashed; next try at ${nextTryAt ?? 'once'}; see \`nines describe ${name}\``,
};
