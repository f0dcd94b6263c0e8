/** Keeps asking all instances what they are to be asked: one loop for each probe of each incarnation. */
import type { Clock } from '@nines/kernel';
import { SUSPECT_PROBE } from '../core/liveness.ts';
import type { ProbeInput, ProbeKind, ProbeRule, SlotView } from '../core/model.ts';
import type { ProbeResult } from './probe-result.ts';
import { pauseAfter } from './probe-spacing.ts';
import { runProbe, type ProbeRequest } from './run-probe.ts';

/** Until an instance first passes, its misses are no news. */
const STARTING_REPORT_MS = 1_000;

/** An instance that is just gone is looked for again after this time, ms: it may be on its way to another port. */
const GONE_PAUSE_MS = 50;

export interface ProbeSchedulerOptions {
  readonly clock: Clock;
  /** How to ask; undefined where the instance is just gone. */
  readonly plan: (
    view: SlotView,
    probe: ProbeKind,
  ) => { readonly request: ProbeRequest; readonly rule: ProbeRule } | undefined;
  /** Signs of life; asked for only when a probe got no reply. */
  readonly progress: (view: SlotView) => ProbeInput['progress'];
  readonly report: (input: ProbeInput) => void;
  /** @defaultValue `runProbe` */
  readonly ask?: (request: ProbeRequest, timeoutMs: number, signal: AbortSignal) => Promise<ProbeResult>;
}

interface Loop {
  view: SlotView;
  readonly stop: AbortController;
  wake: AbortController;
}

export class ProbeScheduler {
  readonly #options: ProbeSchedulerOptions;
  readonly #loops = new Map<string, Loop>();

  constructor(options: ProbeSchedulerOptions) {
    this.#options = options;
  }

  /** Takes over what is to be probed from now on; everything else stops. Cheap where nothing changed. */
  update(views: readonly SlotView[]): void {
    const wanted = new Set<string>();
    for (const view of views) {
      for (const probe of view.probing) {
        const key = `${view.slot} ${view.incarnation} ${probe}`;
        wanted.add(key);
        this.#follow(key, view, probe);
      }
    }
    for (const [key, loop] of this.#loops) if (!wanted.has(key)) this.#end(key, loop);
  }

  /** Stops all probing at once. */
  stop(): void {
    for (const [key, loop] of this.#loops) this.#end(key, loop);
  }

  #follow(key: string, view: SlotView, probe: ProbeKind): void {
    const known = this.#loops.get(key);
    if (known !== undefined) {
      if (view.suspect && !known.view.suspect) known.wake.abort();
      known.view = view;
      return;
    }
    const loop = { view, stop: new AbortController(), wake: new AbortController() };
    this.#loops.set(key, loop);
    void this.#run(loop, probe);
  }

  #end(key: string, loop: Loop): void {
    this.#loops.delete(key);
    loop.stop.abort();
  }

  async #run(loop: Loop, probe: ProbeKind): Promise<void> {
    const { clock, plan, report, ask = runProbe } = this.#options;
    const { signal } = loop.stop;
    const beganAt = clock.monotonicMs();
    let passed = false;
    let reportedAt = beganAt;
    for (;;) {
      const planned = plan(loop.view, probe);
      if (signal.aborted) return;
      if (planned === undefined) {
        await this.#pause(loop, GONE_PAUSE_MS);
        continue;
      }
      const { request, rule } = planned;
      const askedAt = clock.monotonicMs();
      const timeoutMs = loop.view.suspect ? Math.min(rule.timeoutMs, SUSPECT_PROBE.timeoutMs) : rule.timeoutMs;
      const result = await ask(request, timeoutMs, signal);
      if (loop.stop.signal.aborted) return;
      const now = clock.monotonicMs();
      passed ||= result.ok;
      if (passed || now - reportedAt >= STARTING_REPORT_MS) {
        reportedAt = now;
        report(this.#inputOf(loop.view, probe, result));
      }
      const { suspect } = loop.view;
      const moment = {
        passed,
        suspect,
        elapsedMs: now - beganAt,
        tookMs: now - askedAt,
        periodMs: rule.periodMs,
        suspectPeriodMs: SUSPECT_PROBE.periodMs,
      };
      await this.#pause(loop, pauseAfter(moment));
    }
  }

  /** Ends early when the instance becomes suspect, or is not to be probed any more. */
  async #pause(loop: Loop, ms: number): Promise<void> {
    loop.wake = new AbortController();
    const either = AbortSignal.any([loop.stop.signal, loop.wake.signal]);
    await this.#options.clock.sleep(ms, either).catch(() => undefined); // why it woke does not matter
  }

  #inputOf(view: SlotView, probe: ProbeKind, result: ProbeResult): ProbeInput {
    const { slot, incarnation } = view;
    if (result.ok) return { type: 'probed', slot, incarnation, probe, ok: true };
    const progress = result.answered ? undefined : this.#options.progress(view);
    return {
      type: 'probed',
      slot,
      incarnation,
      probe,
      ok: false,
      answered: result.answered,
      reason: result.reason,
      ...(progress && { progress }),
    };
  }
}
