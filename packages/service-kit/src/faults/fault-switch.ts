/** Which faults are on. Each ends by itself, when it is taken back, or with the service. */
import { Counter, Gauge, type Registry } from 'prom-client';

import type { Logger } from '../logs/logger.ts';
import { beginEffect, type EndEffect, type FaultTarget } from './effects.ts';
import { type Fault, FAULT_NAMES, type FaultName, type FaultOf } from './fault.ts';
import { type Random, seededRandom } from './seeded-random.ts';

export interface FaultSwitchOptions {
  readonly target: FaultTarget;
  readonly logger: Logger;
  readonly registry: Registry;
  /** @defaultValue `Math.random` */
  readonly random?: Random;
}

/** A fault that is on, as it is shown. */
export type ActiveFault = Fault & {
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** Requests it changed so far; 1 for a fault that needs no requests. */
  readonly effects: number;
};

/** Why a fault ended. */
export type FaultEnd = 'expired' | 'removed' | 'replaced' | 'stopped' | 'failed';

/** A fault that hits a request. */
export interface Strike<TName extends FaultName> {
  readonly settings: FaultOf<TName>;
  /** 0-1: where in its range a setting is. */
  readonly position: number;
  /** Aborts when the fault ends. */
  readonly signal: AbortSignal;
}

interface Entry {
  readonly fault: Fault;
  readonly expiresAt: Date;
  readonly random: Random;
  readonly ended: AbortController;
  readonly expiry: NodeJS.Timeout;
  readonly endEffect: EndEffect;
  effects: number;
}

/** Faults whose effect does not wait for a request. */
const BY_THEMSELVES: ReadonlySet<FaultName> = new Set(['readiness', 'cpu', 'leak', 'crash']);

export class FaultSwitch {
  readonly #options: FaultSwitchOptions;
  readonly #entries = new Map<FaultName, Entry>();
  readonly #active: Gauge<'fault'>;
  readonly #effects: Counter<'fault'>;

  constructor(options: FaultSwitchOptions) {
    this.#options = options;
    const common = { labelNames: ['fault'] as const, registers: [options.registry] };
    this.#active = new Gauge({ name: 'app_faults_active', help: 'Faults switched on by hand: 1 where on', ...common });
    this.#effects = new Counter({
      name: 'app_fault_effects_total',
      help: 'Requests that a fault changed; faults that need no requests count once when they begin',
      ...common,
    });
    for (const fault of FAULT_NAMES) {
      this.#active.set({ fault }, 0);
      this.#effects.inc({ fault }, 0);
    }
  }

  get isIdle(): boolean {
    return this.#entries.size === 0;
  }

  get active(): readonly ActiveFault[] {
    return [...this.#entries.values()].map(({ fault, expiresAt, effects }) => {
      return { ...fault, expiresAt: expiresAt.toISOString(), effects };
    });
  }

  /** Takes effect at once, in place of a fault of the same name. */
  switchOn(fault: Fault): void {
    const { target, logger, random = Math.random } = this.#options;
    this.switchOff(fault.fault, 'replaced');
    const expiry = setTimeout(() => this.switchOff(fault.fault, 'expired'), fault.durationMs).unref();
    const ended = new AbortController();
    const fail = (err: unknown): void => {
      if (ended.signal.aborted) return;
      logger.error({ err, fault: fault.fault }, 'Fault could not go on');
      this.switchOff(fault.fault, 'failed');
    };
    this.#entries.set(fault.fault, {
      fault,
      expiry,
      expiresAt: new Date(Date.now() + fault.durationMs),
      random: 'seed' in fault && fault.seed !== undefined ? seededRandom(fault.seed) : random,
      ended,
      endEffect: beginEffect(fault, target, fail),
      effects: 0,
    });
    this.#active.set({ fault: fault.fault }, 1);
    if (BY_THEMSELVES.has(fault.fault)) this.#countEffect(fault.fault);
    logger.warn({ ...fault }, 'Fault switched on');
  }

  /** Reverts at once, also for requests that the fault holds up. Nothing happens where it is off. */
  switchOff(fault: FaultName, reason: FaultEnd): void {
    const entry = this.#entries.get(fault);
    if (entry === undefined) return;
    this.#entries.delete(fault);
    clearTimeout(entry.expiry);
    entry.endEffect();
    entry.ended.abort();
    this.#active.set({ fault }, 0);
    this.#options.logger.warn({ fault, reason, effects: entry.effects }, 'Fault switched off');
  }

  switchOffAll(reason: FaultEnd): void {
    for (const fault of FAULT_NAMES) this.switchOff(fault, reason);
  }

  /** Decides whether the fault hits the request at hand; counted where it does. */
  strike<TName extends 'errors' | 'latency'>(name: TName): Strike<TName> | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const { fault } = entry;
    const percent = 'percent' in fault ? fault.percent : 0;
    if (!isFault(fault, name) || entry.random() * 100 >= percent) return undefined;
    this.#countEffect(name);
    return { settings: fault, position: entry.random(), signal: entry.ended.signal };
  }

  #countEffect(fault: FaultName): void {
    const entry = this.#entries.get(fault);
    if (entry !== undefined) entry.effects += 1;
    this.#effects.inc({ fault });
  }
}

function isFault<TName extends FaultName>(fault: Fault, name: TName): fault is FaultOf<TName> {
  return fault.fault === name;
}
