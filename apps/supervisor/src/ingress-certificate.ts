/** Keeps the certificate of the ingress fresh: for the hosts of the catalog, renewed in time, whatever the clock does. */
import { inspectIngress } from '@nines/certificates';
import { INGRESS } from '@nines/catalog/vocabulary';
import { type Clock, messageOf } from '@nines/kernel';
import type { TlsMaterial } from '@nines/mesh';
import type { Plan, Problem } from '@nines/runtime-process';
import type { Certificate } from './mesh-traffic.ts';
import { secureHosts } from './mesh-snapshot.ts';

export interface IngressCertificateOptions {
  /** Where certificates are kept. */
  readonly directory: string;
  /** Makes what is missing or due; rejects with the reason. */
  readonly issue: (platform: string, hosts: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Between two looks, ms: a clock that was set is noticed within this time. */
const LOOK_MS = 60 * 60 * 1_000;

/** After a failure, ms. */
const RETRY_MS = 30 * 1_000;

export class IngressCertificate implements Certificate {
  readonly #options: IngressCertificateOptions;
  #stop = new AbortController();
  #material: TlsMaterial | undefined;
  #trouble: string | undefined;

  constructor(options: IngressCertificateOptions) {
    this.#options = options;
  }

  get material(): TlsMaterial | undefined {
    return this.#material;
  }

  /** One that is on disk is there when this returns. */
  follow({ catalog }: Plan, onChange: () => void): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    const hosts = secureHosts(catalog);
    this.#trouble = undefined;
    if (hosts.length === 0) return;
    this.#look(hosts);
    void this.#keep(catalog.name, hosts, onChange, this.#stop.signal);
  }

  problems(): readonly Problem[] {
    if (this.#trouble === undefined) return [];
    return [{ subject: INGRESS, state: 'listener', message: `${this.#trouble}; it is tried again` }];
  }

  stop(): void {
    this.#stop.abort();
  }

  async #keep(platform: string, hosts: readonly string[], onChange: () => void, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      const isFresh = this.#look(hosts) || (await this.#renew(platform, hosts, signal));
      if (signal.aborted) return;
      if (isFresh) this.#trouble = undefined;
      onChange();
      await clock.sleep(isFresh ? LOOK_MS : RETRY_MS, signal).catch(() => undefined);
    }
  }

  async #renew(platform: string, hosts: readonly string[], signal: AbortSignal): Promise<boolean> {
    try {
      await this.#options.issue(platform, hosts, signal);
      if (!this.#look(hosts)) throw new Error('it is not fresh though it was just made');
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const trouble = `the certificate for ${hosts.join(', ')} is not as it should be: ${messageOf(error)}`;
      if (trouble !== this.#trouble) this.#options.onTrouble('certificate is not as it should be', { reason: trouble });
      this.#trouble = trouble;
      this.#look(hosts); // it may have come to something all the same
      return false;
    }
  }

  /** Takes over what is on disk, also where something better is due. @returns whether it will do */
  #look(hosts: readonly string[]): boolean {
    const { directory, clock } = this.#options;
    const found = inspectIngress(directory, hosts, clock.now());
    if (found === undefined) return false;
    this.#material = { file: found.file, fingerprint: found.fingerprint };
    return found.isFresh && !found.isEarly;
  }
}
