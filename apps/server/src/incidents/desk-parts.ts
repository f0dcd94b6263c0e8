/** Everything that feeds alerts to the desk, and what follows from its decisions, put together. */
import type { Catalog, MuteTime } from '@nines/catalog';
import { alertKey, HEARTBEAT_MISSING, policyOf } from '@nines/incidents';
import type { AskedAlert, IncidentPolicy } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Alert, Clock, EventLog, IncidentStore } from '@nines/kernel';
import type { AlertPoster } from '../alerts/alert-poster.ts';
import type { Alertmanager } from '../alerts/alertmanager.ts';
import { AskedVerdicts } from '../alerts/asked-verdicts.ts';
import { NotifiedAlerts } from '../alerts/notified-alerts.ts';
import { Reconciler } from '../alerts/reconciler.ts';
import { Heartbeats } from '../heartbeats/heartbeats.ts';
import { HeldBack } from '../intakes/held-back.ts';
import { Intakes } from '../intakes/intakes.ts';
import type { Log } from '../log.ts';
import type { ObjectiveAnswers } from '../objectives/answers.ts';
import type { Prometheus } from '../signals/prometheus.ts';
import { Acknowledgements } from './acknowledgements.ts';
import type { AcknowledgementsOptions } from './acknowledgements.ts';
import { Desk } from './desk.ts';
import type { DeskOptions } from './desk.ts';
import { exhaustedServices } from './exhausted-services.ts';
import { measureImpact } from './impact.ts';
import { ImpactKeeper } from './impact-keeper.ts';
import { leftOpen } from './left-open.ts';
import { RetentionKeeper } from './retention-keeper.ts';

export interface DeskPartsOptions {
  /** Undefined before it was read. Another object is another catalog. */
  readonly catalog: () => Catalog | undefined;
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly store: (platform: string) => IncidentStore;
  /** Resolves when the database was there for the first time. */
  readonly opened: Promise<unknown>;
  readonly eventLog: () => EventLog;
  readonly alertmanager: Alertmanager;
  readonly prometheus: Prometheus;
  readonly silences: AcknowledgementsOptions['silences'];
  readonly objectives: Pick<ObjectiveAnswers, 'list' | 'spending'>;
  /** What the detectors found; undefined while they do not know. */
  readonly detected: () => readonly Alert[] | undefined;
  readonly isPosted: AlertPoster['isActive'];
  /** Something is to be posted that was not, or is not any more. */
  readonly onAlerts: () => void;
  readonly onDecided: DeskOptions['onDecided'];
  readonly onTaken: (count: number) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends what a part is waiting for. */
  readonly signal: AbortSignal;
}

/** What Alertmanager calls the server. @see packages/render, `alertmanager/receiver-names.ts` */
const RECEIVER = 'nines';

/** How often it is looked whether budgets are exhausted, ms: decisions may be many. */
const BUDGETS_LOOKED_MS = 1_000;

export class DeskParts {
  readonly desk: Desk;
  readonly notified: NotifiedAlerts;
  readonly intakes: Intakes;
  readonly heartbeats: Heartbeats;
  readonly acknowledgements: Acknowledgements;
  readonly #options: DeskPartsOptions;
  readonly #reconciler: Reconciler;
  readonly #heldBack: HeldBack;
  readonly #impact: ImpactKeeper;
  readonly #retention: RetentionKeeper;
  #policy: { readonly catalog: Catalog; readonly policy: IncidentPolicy; readonly atMs: number } | undefined;

  constructor(options: DeskPartsOptions) {
    const { alertmanager, catalog, clock, eventLog, log, objectives, onAlerts, onTaken, opened, silences } = options;
    this.#options = options;
    this.desk = new Desk({
      store: () => this.store(),
      policy: () => this.policy(),
      leftOpen: () => leftOpen(eventLog(), this.store()),
      clock,
      log,
      onDecided: (decided) => {
        options.onDecided(decided);
        if (decided.incidents.length > 0) this.acknowledgements.changed();
      },
    });
    const verdicts = this.#verdicts();
    const recorded: IncidentStore['recordedAlerts'] = (alerts) => this.store().recordedAlerts(alerts);
    const asked = { desk: this.desk, verdicts, alertmanager, recorded };
    const mute = (): readonly MuteTime[] => catalog()?.monitoring.mute ?? [];
    this.#reconciler = new Reconciler({ ...asked, receiver: RECEIVER, mute, clock, log });
    this.notified = new NotifiedAlerts({
      desk: this.desk,
      verdicts,
      onTruncated: (labels) => this.#reconciler.truncated(labels),
      onTaken,
    });
    this.#heldBack = new HeldBack({ desk: this.desk, silences, clock, log, signal: options.signal });
    this.intakes = new Intakes({ desk: this.desk, heldBack: this.#heldBack, catalog, clock, onTaken });
    const store = async (): Promise<IncidentStore> => {
      await opened;
      return this.store();
    };
    this.heartbeats = new Heartbeats({ store, catalog, clock, log, onChange: onAlerts });
    this.acknowledgements = new Acknowledgements({ desk: this.desk, alertmanager, silences, clock, log });
    const measure = (incident: Parameters<typeof measureImpact>[0]) => measureImpact(incident, objectives);
    this.#impact = new ImpactKeeper({ desk: this.desk, measure, clock, log });
    this.#retention = new RetentionKeeper({ store, clock, log });
  }

  /** @throws NinesError `API_UNAVAILABLE` before catalog and database were there for the first time */
  store(): IncidentStore {
    const catalog = this.#options.catalog();
    if (catalog !== undefined) return this.#options.store(catalog.name);
    throw new NinesError('API_UNAVAILABLE', 'what the platform is made of is not known yet');
  }

  /** What decisions go by now; undefined before the catalog is known. The same while nothing of it changed. */
  policy(): IncidentPolicy | undefined {
    const { catalog: catalogNow, clock, objectives } = this.#options;
    const catalog = catalogNow();
    if (catalog === undefined) return undefined;
    const nowMs = clock.monotonicMs();
    const before = this.#policy?.catalog === catalog ? this.#policy : undefined;
    if (before !== undefined && nowMs < before.atMs + BUDGETS_LOOKED_MS) return before.policy;
    const exhausted = exhaustedServices(objectives, before?.policy.exhausted);
    const isSame = exhausted === before?.policy.exhausted;
    const policy = isSame ? before.policy : { ...(before?.policy ?? policyOf(catalog)), exhausted };
    this.#policy = { catalog, policy, atMs: nowMs };
    return policy;
  }

  /** What is wrong by the detectors, and what was not heard of; undefined while nobody knows. */
  alerts(): readonly Alert[] | undefined {
    const detected = this.#options.detected();
    return detected && [...detected, ...this.heartbeats.alerts()];
  }

  /** Goes on until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.desk.run(signal),
      this.#reconciler.run(signal),
      this.#heldBack.run(signal),
      this.heartbeats.run(signal),
      this.acknowledgements.run(signal),
      this.#impact.run(signal),
      this.#retention.run(signal),
    ]);
  }

  #verdicts(): AskedVerdicts {
    const { catalog, detected, isPosted, prometheus, signal } = this.#options;
    const isDetected = ({ labels, startsAt }: AskedAlert): boolean | undefined => {
      const isHeartbeat = labels['alertname'] === HEARTBEAT_MISSING;
      const isKnown = isHeartbeat ? this.heartbeats.isKnown : detected() !== undefined;
      return isKnown ? isPosted(alertKey(labels), startsAt) : undefined;
    };
    return new AskedVerdicts({
      isDetected,
      rules: () => prometheus.alerts(signal).catch(() => undefined),
      intakes: () => catalog()?.incidents.intakes.map(({ name }) => name),
    });
  }
}
