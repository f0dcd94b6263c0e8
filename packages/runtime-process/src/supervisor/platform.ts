/**
 * One platform on this machine, as its control socket shows it: takes orders, keeps what was ordered, and tells how
 * things are.
 */
import { existsSync } from 'node:fs';
import type { Catalog } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import type { ApplyReceipt, Clock, LogLine, LogOptions, NinesEvent } from '@nines/kernel';
import type { ApplyRequest, DesiredReport, PlatformReport, Provisions } from '../control/contract.ts';
import type { ControlTarget } from '../control/control-server.ts';
import { desiredReplicas, isShuttingDown, isStopped } from '../core/views.ts';
import type { DesiredFile } from './desired-file.ts';
import type { PlannedWorkload } from './plan.ts';
import type { Plan } from './planner.ts';
import type { ReportSource } from './report.ts';
import { platformReport } from './report.ts';
import { receiptOf } from './receipt.ts';
import type { ScaleFile } from './scale-file.ts';
import type { Supervisor } from './supervisor.ts';
import { toolsInEffect } from './tools-in-effect.ts';

export interface PlatformOptions {
  readonly clock: Clock;
  readonly supervisor: Supervisor;
  readonly desired: DesiredFile;
  /** What instances inherit. */
  readonly baseEnvironment: Readonly<Record<string, string>>;
  readonly scales: ScaleFile;
  readonly plan: (catalog: Catalog, secretValues: ApplyRequest['secretValues']) => Promise<Plan>;
  /** All workloads of a plan, Nines' own included. */
  readonly workloads: (plan: Plan, provisions: Provisions) => Promise<readonly PlannedWorkload[]>;
  /** Where the URL of the state's database is kept. */
  readonly databaseUrl: { read(): string | null; write(url: string | null): void };
  /** Something that others follow happened to the platform as a whole. */
  readonly emit: (type: 'platform.applied', data: Readonly<Record<string, unknown>>) => void;
  /** Refuses a plan that cannot work here. @see Preflight */
  readonly preflight: Preflight;
  /** Another plan is in effect. */
  readonly onPlan: (plan: Plan) => void;
  readonly events: { follow(since: string | undefined, signal: AbortSignal): AsyncIterable<NinesEvent> };
  readonly logs: (slots: readonly string[], options: LogOptions) => AsyncIterable<LogLine>;
  readonly report: Omit<ReportSource, 'plan' | 'workloads' | 'supervisor' | 'clock' | 'readyAfterMs' | 'wasReady'>;
}

/**
 * Refuses a plan that cannot work here.
 *
 * @param current - what is in effect; undefined before the first apply
 * @param systemPorts - at which workloads of Nines itself listen
 * @throws NinesError, before anything was changed
 */
export type Preflight = (plan: Plan, current: Plan | undefined, systemPorts: readonly number[]) => Promise<void>;

/** Until the first `apply` it is an empty platform. */
export class Platform implements ControlTarget {
  readonly #options: PlatformOptions;
  #plan: Plan | undefined;
  #workloads: readonly PlannedWorkload[] = [];
  #tools: Provisions['tools'] = {};
  /** Of the apply that brought the platform up, monotonic ms. */
  #appliedAt: number | undefined;
  #readyAfterMs: number | null = null;
  #wasReady = false;
  readonly #stopped = Promise.withResolvers<undefined>();
  /** Orders are carried out one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: PlatformOptions) {
    this.#options = options;
  }

  /** Goes on with what was applied last, if anything was. Whoever orders something meanwhile waits. */
  restore(): Promise<void> {
    return this.#inTurn(async () => {
      const { desired, supervisor } = this.#options;
      const kept = desired.read();
      if (kept !== undefined) {
        const plan = await this.#options.plan(kept.catalog, {});
        const provisions = { tools: kept.tools ?? {}, databaseUrl: this.#options.databaseUrl.read() };
        this.#adopt(plan, await this.#workloadsOf(plan, provisions), provisions);
      }
      await supervisor.restore(kept && this.#workloads);
      this.#wasReady = supervisor.wasUp;
    });
  }

  /** What is in effect; undefined before the first apply. */
  get plan(): Plan | undefined {
    return this.#plan;
  }

  /** Nothing was ever asked of it. */
  get isIdle(): boolean {
    return this.#workloads.length === 0;
  }

  /** Resolves when everything has been stopped. */
  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  /** To be called after each decision: notices when everything is ready, and when everything has stopped. */
  noticeDecision(): void {
    if (isStopped(this.#options.supervisor.state)) this.#stopped.resolve(undefined);
    this.#noticeReadiness();
  }

  #noticeReadiness(): void {
    if (this.#wasReady || this.#workloads.length === 0) return;
    const { clock, supervisor } = this.#options;
    const ready = this.#workloads.every(({ spec }) => {
      const serving = supervisor.views.filter((view) => view.workload === spec.name && view.serving).length;
      return serving >= (desiredReplicas(supervisor.state, spec.name) ?? 0);
    });
    if (!ready) return;
    this.#wasReady = true;
    if (this.#appliedAt !== undefined) this.#readyAfterMs = clock.monotonicMs() - this.#appliedAt;
  }

  apply(request: ApplyRequest): Promise<ApplyReceipt> {
    return this.#inTurn(async () => {
      const { desired, plan, preflight, scales, supervisor } = this.#options;
      this.#refuseWhenStopping();
      const next = await plan(request.catalog, request.secretValues);
      const provisions = this.#provisionsOf(request);
      const workloads = await this.#workloadsOf(next, provisions);
      await preflight(next, this.#plan, Object.values(this.#systemPorts()));
      this.#refuseWhenStopping();
      const before = this.#workloads;
      this.#appliedAt ??= this.#options.clock.monotonicMs();
      const { baseEnvironment, databaseUrl } = this.#options;
      databaseUrl.write(provisions.databaseUrl);
      desired.write({ catalog: request.catalog, baseEnvironment, tools: provisions.tools });
      scales.forgetEnded(workloads);
      this.#adopt(next, workloads, provisions);
      supervisor.apply(workloads);
      this.#endScales();
      const receipt = receiptOf(before, workloads);
      this.#options.emit('platform.applied', { ...receipt });
      return receipt;
    });
  }

  restart(service: string): Promise<void> {
    return this.#inTurn(() => {
      this.#refuseWhenStopping();
      this.#options.supervisor.dispatch({ type: 'restart', workload: this.#known(service) });
    });
  }

  scale(service: string, replicas: number): Promise<void> {
    return this.#inTurn(() => {
      this.#refuseWhenStopping();
      const name = this.#known(service);
      const workload = this.#workloads.find(({ spec }) => spec.name === name);
      if (workload === undefined) return;
      refuseOurs(workload);
      refuseTooMany(workload, replicas);
      this.#options.scales.keep(workload, replicas);
      this.#workloads = this.#options.scales.applyTo(this.#workloads);
      this.#options.supervisor.dispatch({ type: 'scale', workload: name, replicas });
    });
  }

  /** Waits for orders under way: what it tells is never half of one. */
  async report(): Promise<PlatformReport> {
    await this.#turn;
    const { clock, report, supervisor } = this.#options;
    const own = {
      plan: this.#plan,
      workloads: this.#workloads,
      readyAfterMs: this.#readyAfterMs,
      wasReady: this.#wasReady,
    };
    return platformReport({ ...report, clock, supervisor, ...own });
  }

  /** Waits for orders under way. @throws NinesError `RUNTIME_NOTHING_APPLIED` */
  async desired(): Promise<DesiredReport> {
    await this.#turn;
    const catalog = this.#plan?.catalog;
    if (catalog === undefined) {
      throw new NinesError('RUNTIME_NOTHING_APPLIED', 'nothing was applied yet; bring the platform up with `nines up`');
    }
    const { stateDirectory } = this.#options.report;
    return { catalog, stateDirectory, tools: this.#tools, ports: this.#systemPorts() };
  }

  observe(since: string | undefined, signal: AbortSignal): AsyncIterable<NinesEvent> {
    return this.#options.events.follow(since, signal);
  }

  logs(service: string, options: LogOptions): AsyncIterable<LogLine> {
    const name = this.#known(service);
    const slots = this.#options.supervisor.views.filter((view) => view.workload === name).map((view) => view.slot);
    return this.#options.logs(slots, options);
  }

  shutdown(): Promise<void> {
    this.#options.supervisor.dispatch({ type: 'shutdown' });
    return Promise.resolve();
  }

  /** Where workloads of Nines itself listen, by name. */
  #systemPorts(): Readonly<Record<string, number>> {
    const ports = this.#workloads.flatMap(({ system, spec, launch }) =>
      system && launch.listens.kind === 'fixed' ? [[spec.name, launch.listens.port] as const] : [],
    );
    return Object.fromEntries(ports);
  }

  #provisionsOf({ provisions }: ApplyRequest): Provisions {
    const kept = this.#options.databaseUrl.read();
    const tools = toolsInEffect(this.#tools, provisions?.tools, existsSync);
    return { tools, databaseUrl: provisions?.databaseUrl ?? kept };
  }

  #adopt(plan: Plan, workloads: readonly PlannedWorkload[], { tools }: Provisions): void {
    this.#plan = plan;
    this.#tools = tools;
    this.#workloads = workloads;
    this.#options.onPlan(plan);
  }

  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #known(service: string): string {
    if (desiredReplicas(this.#options.supervisor.state, service) !== null) return service;
    const names = this.#workloads.map(({ spec }) => spec.name).join(', ');
    throw new NinesError('RUNTIME_UNKNOWN_SERVICE', `there is no service "${service}"; there are ${names}`);
  }

  async #workloadsOf(plan: Plan, provisions: Provisions): Promise<readonly PlannedWorkload[]> {
    return this.#options.scales.applyTo(await this.#options.workloads(plan, provisions));
  }

  /** What was asked for earlier ends where the catalog's replicas changed. */
  #endScales(): void {
    const { supervisor } = this.#options;
    for (const { spec } of this.#workloads) {
      const { name: workload, replicas } = spec;
      if (desiredReplicas(supervisor.state, workload) === replicas) continue;
      supervisor.dispatch({ type: 'scale', workload, replicas });
    }
  }

  #refuseWhenStopping(): void {
    if (!isShuttingDown(this.#options.supervisor.state)) return;
    throw new NinesError(
      'RUNTIME_SHUTTING_DOWN',
      'the platform is being stopped; try again when `nines status` says not running',
    );
  }
}

function refuseOurs({ spec, system }: PlannedWorkload): void {
  if (system) throw new NinesError('RUNTIME_OURS', `"${spec.name}" belongs to Nines itself and cannot be scaled`);
}

function refuseTooMany({ maxReplicas, spec }: PlannedWorkload, replicas: number): void {
  if (replicas <= maxReplicas) return;
  const limit = spec.exclusive
    ? `can only be run once, not ${replicas} times: two would share its data or its fixed port`
    : `may have ${maxReplicas} replicas, not ${replicas}; raise replicas.max in nines.yaml`;
  throw new NinesError('RUNTIME_TOO_MANY_REPLICAS', `"${spec.name}" ${limit}`);
}
