/**
 * Keeps the configuration of Prometheus, Alertmanager and the blackbox exporter in step with what should be.
 *
 * Everything is rendered anew on every occasion, which is cheap, and put into effect only where it differs.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { API_PATHS } from '@nines/api';
import type { Clock, PlatformStatus } from '@nines/kernel';
import { MONITORING_FILES } from '@nines/render/commands';
import { desiredSlots, ownPorts, rememberPorts } from '@nines/render/ports';
import type { LastPorts, MonitoringInput } from '@nines/render';
import type { DesiredReport } from '@nines/runtime-process';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';
import { applyFollowed, applyPart } from './apply-part.ts';
import type { AcceptedOutcome } from './apply-part.ts';
import { lastPorts } from './last-ports.ts';
import { removeLeftovers } from './file-set.ts';
import { redact } from './redact.ts';
import { workloadOf } from './reload-part.ts';
import { meaningOf } from './rendered-parts.ts';
import type { PartName, RenderedPart, UnrenderedPart } from './rendered-parts.ts';

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
  readonly onDesired: (desired: DesiredReport) => Promise<void>;
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
/** Of what a tool says is wrong, characters. */
const LONGEST_REASON = 1_000;

/** Where files are written. */
const FOLDERS: ReadonlySet<string> = new Set([
  '.',
  MONITORING_FILES.prometheusRules,
  MONITORING_FILES.prometheusTargets,
  dirname(MONITORING_FILES.prometheusConfiguration),
  dirname(MONITORING_FILES.alertmanagerConfiguration),
  dirname(MONITORING_FILES.blackboxConfiguration),
]);

interface Refusal {
  readonly meaning: string;
  /** When it is worth another try, monotonic ms. */
  readonly againMs: number;
}

export class ConfigurationKeeper {
  readonly #options: ConfigurationKeeperOptions;
  #occasion = Promise.withResolvers<undefined>();
  #ports: LastPorts = new Map();
  /** What was refused last, by part: said once, and tried again now and then. */
  readonly #refused = new Map<PartName, Refusal>();
  /** Parts that are known to run by what is in place. */
  readonly #verified = new Set<PartName>();
  /** Whatever must not be told. */
  readonly #secrets = new Set<string>();

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
    await removeLeftovers(monitoringDirectory, FOLDERS);
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
    await onDesired(desired);
    const { renderParts } = await import('./render-parts.ts'); // large, and not needed in order to answer
    const parts = renderParts(this.#monitoringInput(desired, now));
    const kept = await Promise.allSettled(parts.map((part) => this.#keepPart(part, desired, signal)));
    onWritten();
    for (const each of kept) if (each.status === 'rejected') throw each.reason;
  }

  async #keepPart(
    part: RenderedPart | UnrenderedPart,
    { tools, ports }: DesiredReport,
    signal: AbortSignal,
  ): Promise<void> {
    if ('reason' in part) {
      this.#refuse(part.part, part.reason, part.reason);
      return;
    }
    const directory = this.#options.monitoringDirectory;
    // Whom to ask goes first: a job is not to be without its targets, and they change also where the rest is refused.
    await applyFollowed(directory, part.followed);
    const meaning = meaningOf(part.files);
    if (this.#wasRefusedJustNow(part.part, meaning)) return;
    const reloadAnyway = !this.#verified.has(part.part);
    const outcome = await applyPart(part, { directory, tools, ports, signal, reloadAnyway });
    if (outcome.result === 'refused') this.#refuse(part.part, meaning, outcome.reason);
    else this.#accept(part.part, outcome);
  }

  #wasRefusedJustNow(part: PartName, meaning: string): boolean {
    const refusal = this.#refused.get(part);
    return refusal?.meaning === meaning && this.#options.clock.monotonicMs() < refusal.againMs;
  }

  #refuse(part: PartName, meaning: string, reason: string): void {
    const isNews = this.#refused.get(part)?.meaning !== meaning;
    this.#refused.set(part, { meaning, againMs: this.#options.clock.monotonicMs() + RENEW_MS });
    if (!isNews) return;
    const told = redact(reason, this.#secrets).slice(0, LONGEST_REASON);
    const change = { part, workload: workloadOf(part), result: 'refused', reason: told } as const;
    this.#options.log('error', 'A configuration of monitoring was refused', change);
    this.#options.onChange(change);
  }

  /** After a refusal, also what was in place all the time is news. */
  #accept(part: PartName, { result, verified }: AcceptedOutcome): void {
    const wasRefused = this.#refused.delete(part);
    if (verified) this.#verified.add(part);
    else if (result === 'applied') this.#verified.delete(part);
    if (result === 'applied' || wasRefused) {
      this.#options.onChange({ part, workload: workloadOf(part), result: 'applied' });
    }
  }

  #monitoringInput({ catalog, ports }: DesiredReport, status: PlatformStatus): MonitoringInput {
    const { certificateAuthorityFile, monitoringDirectory, probeMark, secret, serverPort } = this.#options;
    return {
      catalog,
      ports,
      slots: desiredSlots(status, this.#ports),
      webhookUrl: `http://127.0.0.1:${serverPort()}${API_PATHS.alertmanager}`,
      monitoringDirectory,
      certificateAuthorityFile,
      probeMark: probeMark(),
      secret: (name) => {
        const value = secret(name);
        this.#secrets.add(value);
        return value;
      },
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
