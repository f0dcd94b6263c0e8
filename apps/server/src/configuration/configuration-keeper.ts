/**
 * Keeps the configuration of Prometheus, Alertmanager and the blackbox exporter in step with what should be.
 *
 * Everything is rendered anew on every occasion, which is cheap, and put into effect only where it differs.
 */
import { mkdir } from 'node:fs/promises';
import type { Clock, PlatformStatus } from '@nines/kernel';
import type { DesiredReport } from '@nines/runtime-process';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';
import { applyFollowed, applyPart } from './apply-part.ts';
import type { ApplyOutcome } from './apply-part.ts';
import { desiredSlots, lastPorts, ownPorts, rememberPorts } from './desired-slots.ts';
import type { LastPorts } from './desired-slots.ts';
import { workloadOf } from './reload-part.ts';
import { meaningOf, renderParts } from './render-parts.ts';
import type { PartName, RenderedPart, RenderOptions } from './render-parts.ts';

export interface ConfigurationKeeperOptions {
  readonly desired: () => Promise<DesiredReport>;
  readonly status: () => Promise<PlatformStatus>;
  /** Value of the header by which probes are told from users; undefined where there is no key. */
  readonly probeMark: () => string | undefined;
  readonly secret: (name: string) => string;
  readonly serverPort: () => number;
  /** Absolute; made where it is missing. */
  readonly monitoringDirectory: string;
  readonly certificateAuthorityFile: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What should be, whenever it was read. */
  readonly onDesired: (desired: DesiredReport) => void;
  /** Everything that could be written has been, once. */
  readonly onWritten: () => void;
  readonly onChange: (change: ConfigurationChange) => void;
}

/** A configuration that changed, or should have. */
export interface ConfigurationChange {
  readonly part: PartName;
  readonly workload: string;
  readonly result: 'applied' | 'refused';
  readonly reason?: string;
}

/** Several occasions often come together, ms. */
const GATHER_MS = 200;
/** Well before a mark of five minutes is no longer believed, ms. */
const RENEW_MS = 120_000;
const RETRY_MS = 500;

export class ConfigurationKeeper {
  readonly #options: ConfigurationKeeperOptions;
  #occasion = Promise.withResolvers<undefined>();
  #ports: LastPorts = new Map();
  /** What was refused last, by part: said once, and not tried again. */
  readonly #refused = new Map<PartName, string>();
  /** Parts that are known to run by what is in place. */
  readonly #verified = new Set<PartName>();

  constructor(options: ConfigurationKeeperOptions) {
    this.#options = options;
  }

  /** Something may have changed. */
  nudge(): void {
    this.#occasion.resolve(undefined);
  }

  /** Keeps everything in step until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, monitoringDirectory } = this.#options;
    await mkdir(monitoringDirectory, { recursive: true, mode: 0o700 });
    this.#ports = await lastPorts(monitoringDirectory);
    const keepOn = async (): Promise<void> => {
      while (!signal.aborted) {
        this.#occasion = Promise.withResolvers();
        await this.#keep(signal);
        await this.#wait(signal);
      }
    };
    const what = 'keeping the configuration of monitoring in step';
    await persist(keepOn, { clock, log, signal, what, pauseMs: RETRY_MS });
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { onDesired, onWritten, status } = this.#options;
    const [asked, now] = await Promise.all([this.#options.desired(), status()]);
    this.#ports = rememberPorts(this.#ports, now);
    const desired = { ...asked, ports: { ...ownPorts(now, this.#ports), ...asked.ports } };
    onDesired(desired);
    const parts = renderParts(this.#renderOptions(desired, now));
    await Promise.all(parts.map((part) => this.#apply(part, desired, signal)));
    onWritten();
  }

  async #apply(part: RenderedPart, { tools, ports }: DesiredReport, signal: AbortSignal): Promise<void> {
    const directory = this.#options.monitoringDirectory;
    // Whom to ask goes first: a job is not to be without its targets, and they change also where the rest is refused.
    await applyFollowed(directory, part.followed);
    const meaning = meaningOf(part.files);
    if (this.#refused.get(part.part) === meaning) return;
    const reloadAnyway = !this.#verified.has(part.part);
    const outcome = await applyPart(part, { directory, tools, ports, signal, reloadAnyway });
    if (outcome.result === 'refused') this.#refused.set(part.part, meaning);
    else {
      this.#refused.delete(part.part);
      if (outcome.verified) this.#verified.add(part.part);
      else if (outcome.result === 'applied') this.#verified.delete(part.part);
    }
    this.#tell(part.part, outcome);
  }

  #tell(part: PartName, outcome: ApplyOutcome): void {
    const { log, onChange } = this.#options;
    if (outcome.result === 'unchanged') return;
    const reason = outcome.result === 'refused' ? { reason: outcome.reason } : {};
    const change = { part, workload: workloadOf(part), result: outcome.result, ...reason };
    if (outcome.result === 'refused') log('error', 'A configuration of monitoring was refused', change);
    onChange(change);
  }

  #renderOptions(desired: DesiredReport, status: PlatformStatus): RenderOptions {
    const { certificateAuthorityFile, monitoringDirectory, probeMark, secret, serverPort } = this.#options;
    return {
      desired,
      slots: desiredSlots(status, this.#ports),
      serverPort: serverPort(),
      monitoringDirectory,
      certificateAuthorityFile,
      probeMark: probeMark(),
      secret,
    };
  }

  /** Until the next occasion, or until the mark of probes has to be renewed. */
  async #wait(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const early = new AbortController();
    const stop = AbortSignal.any([signal, early.signal]);
    await Promise.race([pause(clock, RENEW_MS, stop), this.#occasion.promise]);
    early.abort();
    await pause(clock, GATHER_MS, signal);
  }
}
