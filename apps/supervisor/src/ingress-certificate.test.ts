import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from '@nines/certificates/issue';
import type { Clock } from '@nines/kernel';
import type { Plan } from '@nines/runtime-process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngressCertificate } from './ingress-certificate.ts';

const DAY_MS = 86_400_000;

/** Sleeps until it is woken, whatever the time is. */
class AlarmClock implements Clock {
  time = Date.UTC(2026, 5, 1);
  #wake: (() => void) | undefined;

  now = (): number => this.time;
  monotonicMs = (): number => this.time;
  timeoutSignal = (): AbortSignal => new AbortController().signal;

  sleep = (_: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      this.#wake = resolve;
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });

  wakeAt(time: number): void {
    this.time = time;
    this.#wake?.();
  }
}

function planFor(...hosts: readonly string[]): Plan {
  const services = hosts.map((host, index) => ({
    name: `s${index}`,
    ingress: { host, paths: ['/'], tls: true },
    health: {},
  }));
  const edges = services.map(({ name }) => ({ from: 'ingress', to: name }));
  return { catalog: { name: 'shop', services, edges } } as unknown as Plan;
}

describe('the certificate of the ingress', () => {
  let directory: string;
  let clock: AlarmClock;
  let made: number;
  let failure: Error | undefined;
  let troubles: unknown[];
  let certificate: IngressCertificate;
  let changed: PromiseWithResolvers<undefined>;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ingress-certificate-'));
    clock = new AlarmClock();
    made = 0;
    failure = undefined;
    troubles = [];
    certificate = new IngressCertificate({
      directory,
      issue: async (platform, hosts) => {
        if (failure !== undefined) throw failure;
        made += 1;
        await ensureCertificates({ directory, platform, hosts, now: clock.now() });
      },
      clock,
      onTrouble: (...trouble) => troubles.push(trouble),
    });
    changed = Promise.withResolvers();
  });

  afterEach(() => {
    certificate.stop();
    rmSync(directory, { recursive: true });
  });

  /** Resolves when it said that it looked. */
  async function next(act: () => void): Promise<void> {
    changed = Promise.withResolvers();
    act();
    await changed.promise;
  }

  const follow = async (...hosts: readonly string[]): Promise<void> => {
    await next(() => {
      certificate.follow(planFor(...hosts), () => {
        changed.resolve(undefined);
      });
    });
  };

  it('is made where there is none, and found again at once by the next supervisor', async () => {
    await follow('a.localhost');
    expect(certificate.material).toBeDefined();
    const { material } = certificate;
    certificate.follow(planFor('a.localhost'), () => undefined);
    expect(certificate.material).toEqual(material);
    expect(made).toBe(1);
  });

  it('is not made for a platform without HTTPS', () => {
    certificate.follow({ catalog: { name: 'shop', services: [], edges: [] } } as unknown as Plan, () => undefined);
    expect([certificate.material, made]).toEqual([undefined, 0]);
  });

  it('is renewed in time, also where time jumped', async () => {
    await follow('a.localhost');
    const before = certificate.material?.fingerprint;
    await next(() => clock.wakeAt(clock.time + 30 * DAY_MS));
    expect(certificate.material?.fingerprint).toBe(before);
    await next(() => clock.wakeAt(clock.time + 31 * DAY_MS));
    expect(certificate.material?.fingerprint).not.toBe(before);
    expect(made).toBe(2);
  });

  it('is renewed where time went back before its authority, which is said until time is right', async () => {
    await follow('a.localhost');
    const { time } = clock;
    const before = certificate.material?.fingerprint;
    await next(() => clock.wakeAt(time - 20 * DAY_MS));
    expect(certificate.problems()).toMatchObject([
      { message: expect.stringContaining('set the clock right') as string },
    ]);
    const early = certificate.material?.fingerprint;
    expect(early).not.toBe(before);
    await next(() => clock.wakeAt(clock.time + 30_000));
    expect([certificate.material?.fingerprint, troubles.length]).toEqual([early, 1]);
    await next(() => clock.wakeAt(time));
    expect(certificate.problems()).toEqual([]);
  });

  it('follows the hosts, and shows the old one until there is a new one', async () => {
    await follow('a.localhost');
    const before = certificate.material;
    const done = follow('a.localhost', 'b.localhost');
    expect(certificate.material).toEqual(before);
    await done;
    expect(certificate.material?.fingerprint).not.toBe(before?.fingerprint);
  });

  it('says what is wrong while it cannot be made, and tries again', async () => {
    failure = new Error('the disk is full');
    await follow('a.localhost');
    expect(certificate.problems()).toMatchObject([
      { subject: 'ingress', message: expect.stringContaining('the disk is full') as string },
    ]);
    await next(() => clock.wakeAt(clock.time + 30_000));
    expect(troubles).toHaveLength(1);
    failure = undefined;
    await next(() => clock.wakeAt(clock.time + 30_000));
    expect([certificate.problems(), certificate.material === undefined]).toEqual([[], false]);
  });
});
