/** Whether a fault can have an effect where the mesh is now. One that names nobody would pass for a test that was stood. */
import type { MeshListener, MeshSnapshot } from '../snapshot.ts';
import type { MeshFault } from './fault.ts';

/** What is wrong with `fault` under `snapshot`, each with its path; empty when nothing is. */
export function checkFault(fault: MeshFault, { services, listeners }: MeshSnapshot): readonly string[] {
  const { consumer, service } = fault.match;
  const called = services.find(({ name }) => name === service);
  const consumers = new Set(listeners.map(consumerOf));
  return [
    ...(service !== undefined && called === undefined ? [`fault.match.service "${service}" is no service here`] : []),
    ...(consumer !== undefined && !consumers.has(consumer)
      ? [`fault.match.consumer "${consumer}" calls nobody here`]
      : []),
    ...(called?.protocol === 'tcp' && fault.per === 'request'
      ? [`fault.per must be connection: "${called.name}" speaks raw TCP`]
      : []),
  ];
}

function consumerOf(listener: MeshListener): string {
  return listener.kind === 'ingress' ? 'ingress' : listener.consumer;
}
