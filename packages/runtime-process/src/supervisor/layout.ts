/** Where the supervisor keeps what, below the state directory. */
import { join } from 'node:path';

/** What a slot's processes write. */
export function outputFiles(stateDirectory: string, slot: string): { stdoutFile: string; stderrFile: string } {
  const base = join(stateDirectory, 'logs', slot);
  return { stdoutFile: `${base}.out.log`, stderrFile: `${base}.err.log` };
}

/** Supervision's record: what a new supervisor goes on from. */
export function supervisionFile(stateDirectory: string): string {
  return join(stateDirectory, 'run', 'supervision.json');
}

/** The catalog that was applied last. */
export function desiredFile(stateDirectory: string): string {
  return join(stateDirectory, 'run', 'desired.json');
}

/** What the mesh was told last; the mesh writes it and starts from it. */
export function meshDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'run', 'mesh');
}

/** Replicas that people asked for. */
export function scaleFile(stateDirectory: string): string {
  return join(stateDirectory, 'scales.json');
}

/** Ports of slots and edges. */
export function portsFile(stateDirectory: string): string {
  return join(stateDirectory, 'run', 'ports.json');
}

/** Configuration and data of Prometheus, Alertmanager and exporters, and the token of the server's webhook. */
export function monitoringDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'monitoring');
}

/** Where the first administrator finds the link with which to set a password. The server writes and removes it. */
export function firstLoginFile(stateDirectory: string): string {
  return join(stateDirectory, 'first-login');
}

/** The value of a secret, as whoever has to read it from a file finds it. */
export function secretFile(stateDirectory: string, name: string): string {
  return join(stateDirectory, 'secrets', name);
}

/** Keys and certificates of the ingress and of the authority behind it. */
export function certificatesDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'tls');
}

/** The event spool. */
export function eventsDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'events');
}

/** Run files of slots: records and FIFOs. */
export function slotsDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'run', 'slots');
}
