/** Puts a platform of processes together. What runs beside it, the mesh above all, is given from outside. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_SECRETS } from '@nines/catalog/vocabulary';
import type { Catalog, Service } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import type { Problem, Provisions } from '../control/contract.ts';
import { PLATFORM_SUBJECT } from '../core/events.ts';
import type { Input } from '../core/model.ts';
import { preparePostgres } from '../engines/postgres.ts';
import type { EngineWorkload } from '../engines/postgres.ts';
import { EventSpool } from '../events/event-spool.ts';
import { ControlGroups } from '../limits/control-groups.ts';
import { keepRotating } from '../output/rotate-log.ts';
import { PortAllocator } from '../ports/port-allocator.ts';
import { readBootId } from '../proc/process-identity.ts';
import { SecretStore } from '../secrets/secret-store.ts';
import { supervisorLogFile } from '../guard/supervisor-log.ts';
import { makeSocketDirectory, removeSocketDirectory } from '../state-directory/socket-directory.ts';
import { DesiredFile } from './desired-file.ts';
import {
  desiredFile,
  eventsDirectory,
  meshDirectory,
  outputFiles,
  portsFile,
  scaleFile,
  secretFile,
  slotsDirectory,
  supervisionFile,
} from './layout.ts';
import type { PlannedWorkload } from './plan.ts';
import { planCatalog, revisionOf } from './planner.ts';
import type { Plan } from './planner.ts';
import { Platform } from './platform.ts';
import type { Preflight } from './platform.ts';
import { createProber } from './prober.ts';
import { RecordFile } from './record-file.ts';
import { reservedPorts } from './reserved-ports.ts';
import { ScaleFile } from './scale-file.ts';
import { slotLogs } from './slot-logs.ts';
import { Supervisor } from './supervisor.ts';
import type { Traffic } from './supervisor.ts';
import { UsageBoard } from './usage.ts';

export interface CreatePlatformOptions {
  readonly clock: Clock;
  /** Opened and locked by the caller. */
  readonly stateDirectory: string;
  /** Who the supervisor is. */
  readonly uid: number;
  /** What every instance inherits; nothing secret. */
  readonly baseEnvironment: Readonly<Record<string, string>>;
  readonly traffic: (supervisor: () => Supervisor) => Traffic & PlanFollower;
  /** All workloads of a plan, Nines' own included. */
  readonly workloads: (plan: Plan, means: SystemMeans) => Promise<readonly PlannedWorkload[]>;
  /** Refuses a plan that cannot work here. */
  readonly preflight: Preflight;
  readonly guardPid: () => number | null;
  readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
}

/** What Nines' own workloads are planned with. */
export interface SystemMeans extends Provisions {
  /** A short keyed hash: equal for equal content, telling nothing about the secrets in it. */
  readonly revision: (content: unknown) => string;
  /** A port for the workload of this name, the same for as long as the platform is up. @throws NinesError `RUNTIME_NO_PORT` */
  port(workload: string): Promise<number>;
  /** A database for Nines itself. @throws NinesError as `preparePostgres` */
  postgres(workload: string, database: string): EngineWorkload;
  /** File that holds the password of an engine's superuser. */
  passwordFile(engine: string): string;
}

/** Whoever carries traffic has to know the plan, and can tell what is wrong with it. */
export interface PlanFollower {
  setPlan(plan: Plan): void;
  problems(): readonly Problem[];
  stop(): void;
}

/** A platform, and what to do when it has stopped: nothing of it is left running, and nothing temporary. */
export interface CreatedPlatform {
  readonly platform: Platform;
  readonly close: () => Promise<void>;
}

/** The secret that holds the URL of the team's own database for the state of Nines. */
const DATABASE_URL = 'NINES_DATABASE_URL';

/** PostgreSQL that Nines keeps its own state in, major version. */
const STATE_VERSION = 18;

/** Events that a full disk did not take are tried again, ms. */
const SPOOL_RETRY_MS = 5_000;

export function createPlatform(options: CreatePlatformOptions): CreatedPlatform {
  const { clock, stateDirectory, uid, log } = options;
  const bootId = readBootId();
  const platformId = createHash('sha256').update(stateDirectory).digest('hex').slice(0, 12);
  const secrets = new SecretStore(join(stateDirectory, 'secrets'));
  const postgres = (service: string, database: string, version: number): EngineWorkload =>
    preparePostgres({
      ...{ service, database, version, uid },
      dataDirectory: join(stateDirectory, 'data'),
      password: secrets.generateOnce(passwordName(service)),
    });
  const revision = (content: unknown): string => revisionOf(content, secrets.generateOnce('NINES_REVISION_KEY'));
  const spool = new EventSpool({
    directory: eventsDirectory(stateDirectory),
    source: 'supervisor',
    clock,
  });
  const groups = new ControlGroups(`nines-${platformId}`);
  const record = new RecordFile(supervisionFile(stateDirectory), bootId, log);
  const desired = new DesiredFile(desiredFile(stateDirectory), bootId);
  const baseEnvironment = desired.read()?.baseEnvironment ?? options.baseEnvironment;
  const stop = new AbortController();
  let reserved: ReadonlySet<number> = new Set();
  const ports = new PortAllocator({ file: portsFile(stateDirectory), reserved: () => reserved });
  const traffic = options.traffic(() => supervisor);

  const supervisor: Supervisor = new Supervisor({
    stateDirectory,
    platformId,
    groups,
    ports,
    traffic,
    record,
    clock,
    random: Math.random,
    onTrouble: log,
    prober: createProber({
      clock,
      supervisor: () => supervisor,
      report: (input: Input) => {
        supervisor.dispatch(input);
      },
    }),
    emit: (event) => {
      const isOfPlatform = event.subject === PLATFORM_SUBJECT;
      if (isOfPlatform && platform.isIdle) return; // a platform that was refused neither began nor ends
      const subject = isOfPlatform ? (platform.plan?.catalog.name ?? event.subject) : event.subject;
      spool.append({ ...event, subject });
    },
    onDecision: () => {
      platform.noticeDecision();
    },
  });

  const platform: Platform = new Platform({
    clock,
    supervisor,
    desired,
    baseEnvironment,
    scales: new ScaleFile(scaleFile(stateDirectory)),
    preflight: options.preflight,
    databaseUrl: {
      read: () => secrets.given(DATABASE_URL) ?? null,
      write: (url) => {
        secrets.give(DATABASE_URL, url ?? undefined);
      },
    },
    emit: (type, data) => {
      spool.append({ type, subject: platform.plan?.catalog.name ?? 'platform', data });
    },
    workloads: (plan, provisions) =>
      options.workloads(plan, {
        ...provisions,
        revision,
        port: (workload) => ports.portOf(`system:${workload}`),
        postgres: (workload, database) => postgres(workload, database, STATE_VERSION),
        passwordFile: (engine) => secretFile(stateDirectory, passwordName(engine)),
      }),
    onPlan: (plan) => {
      traffic.setPlan(plan);
    },
    plan: (catalog, secretValues) => {
      secrets.resolve(catalog.secrets, secretValues, catalog.directory);
      for (const name of BUILT_IN_SECRETS) secrets.generateOnce(name);
      reserved = reservedPorts(catalog);
      return planCatalog(catalog, {
        stateDirectory,
        baseEnvironment,
        revision,
        edgePort: ({ from, to }) => ports.portOf(`edge:${from}>${to}`),
        secret: (name) => secrets.value(name),
        engine: (service) => engineOf(service, catalog, postgres),
      });
    },
    events: spool,
    logs: (slots, logOptions) => slotLogs(slots, logOptions, { stateDirectory, clock }),
    report: {
      stateDirectory,
      guardPid: options.guardPid,
      usage: new UsageBoard(clock),
      trafficProblems: () => traffic.problems(),
    },
  });

  makeSocketDirectory(stateDirectory, uid);
  const retry = setInterval(() => spool.flush(), SPOOL_RETRY_MS);
  void keepRotating(() => logFiles(stateDirectory, supervisor), clock, stop.signal);
  return {
    platform,
    close: async () => {
      stop.abort();
      clearInterval(retry);
      traffic.stop();
      supervisor.close();
      await ports.releaseAll();
      groups.remove();
      // The wish goes first: a supervisor that found it alone would bring everything up again.
      desired.remove();
      record.remove();
      secrets.give(DATABASE_URL, undefined);
      for (const directory of [slotsDirectory(stateDirectory), meshDirectory(stateDirectory)]) {
        rmSync(directory, { recursive: true, force: true });
      }
      removeSocketDirectory(stateDirectory, uid);
    },
  };
}

function logFiles(stateDirectory: string, supervisor: Supervisor): readonly string[] {
  const slots = supervisor.views.flatMap(({ slot }) => Object.values(outputFiles(stateDirectory, slot)));
  return [...slots, supervisorLogFile(stateDirectory)];
}

/** Name of the secret that holds the password of an engine's superuser. */
function passwordName(engine: string): string {
  return `NINES_${engine.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}

function engineOf(
  { engine, name }: Service,
  catalog: Catalog,
  postgres: (service: string, database: string, version: number) => EngineWorkload,
): EngineWorkload {
  if (engine === undefined) throw new NinesError('RUNTIME_BAD_COMMAND', `"${name}" is not an engine`);
  return postgres(name, catalog.name, engine.version);
}
