/** What only a look can tell, every few seconds: space, certificates, and whether parts that run also answer. */
import { statfs } from 'node:fs/promises';
import { tlsHosts } from '@nines/detection';
import type { Measurement } from '@nines/detection';
import { messageOf } from '@nines/kernel';
import type { Clock, PlatformStatus } from '@nines/kernel';
import type { DesiredReport } from '@nines/runtime-process';
import { callLoopback } from '../loopback/loopback-client.ts';
import { pause } from '../patience.ts';
import { servedCertificate } from './served-certificate.ts';
import { ALERTMANAGER, BLACKBOX, PROMETHEUS } from '../monitoring/ports.ts';

export interface MeasureOptions {
  readonly stateDirectory: string;
  readonly desired: () => DesiredReport | undefined;
  readonly status: () => PlatformStatus | undefined;
  readonly clock: Clock;
  readonly onMeasured: (measurement: Measurement) => void;
}

const PERIOD_MS = 5_000;
/** Certificates are looked at once in so many rounds: every minute. */
const CERTIFICATE_ROUNDS = 12;

/** Paths that answer 200 at little cost. */
const HEALTH_PATHS: Readonly<Record<string, string>> = {
  [PROMETHEUS]: '/-/healthy',
  [ALERTMANAGER]: '/-/healthy',
  [BLACKBOX]: '/-/healthy',
};

/** Measures until `signal` aborts. What cannot be measured is left out. */
export async function measureRegularly(options: MeasureOptions, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    const rarely = round % CERTIFICATE_ROUNDS === 0 ? [certificates(options, signal)] : [];
    const measured = await Promise.allSettled([disk(options), reachability(options, signal), ...rarely]);
    for (const result of measured) {
      if (result.status === 'fulfilled') for (const each of result.value) options.onMeasured(each);
    }
    await pause(options.clock, PERIOD_MS, signal);
  }
}

/** @see statfs(2): `bavail` is what is left for unprivileged users */
async function disk({ stateDirectory }: MeasureOptions): Promise<readonly Measurement[]> {
  const { bavail, blocks, bsize } = await statfs(stateDirectory);
  return [{ kind: 'disk', path: stateDirectory, freeBytes: bavail * bsize, totalBytes: blocks * bsize }];
}

async function certificates({ desired }: MeasureOptions, signal: AbortSignal): Promise<readonly Measurement[]> {
  const catalog = desired()?.catalog;
  if (catalog === undefined) return [];
  const { httpsPort } = catalog.ingress;
  const shown = await Promise.allSettled(tlsHosts(catalog).map((host) => servedCertificate(host, httpsPort, signal)));
  const hosts = tlsHosts(desired()?.catalog ?? catalog); // it may have changed meanwhile
  return shown
    .flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    .filter(({ host }) => hosts.includes(host));
}

/** Of those that the supervisor holds for ready; what it does not is told by it. */
async function reachability(options: MeasureOptions, signal: AbortSignal): Promise<readonly Measurement[]> {
  const ports = options.desired()?.ports ?? {};
  const system = options.status()?.system ?? [];
  return Promise.all(
    Object.entries(HEALTH_PATHS).map(async ([part, path]): Promise<Measurement> => {
      const port = ports[part];
      const isReady = system.some(({ name, ready }) => name === part && ready > 0);
      const reason = port === undefined || !isReady ? undefined : await complaintOf(port, path, signal);
      if (reason === undefined) return { kind: 'reachability', part, reachable: true };
      return { kind: 'reachability', part, reachable: false, reason };
    }),
  );
}

async function complaintOf(port: number, path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { status } = await callLoopback({ port, path, signal });
    return status === 200 ? undefined : `it answers ${status}`;
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}
