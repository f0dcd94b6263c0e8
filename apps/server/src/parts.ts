/** All parts of the server, put together. */
import { isDeepStrictEqual } from 'node:util';
import { trustFile } from '@nines/certificates';
import type { Catalog } from '@nines/catalog';
import type { Measurement } from '@nines/detection';
import type { Clock, NinesEvent } from '@nines/kernel';
import {
  certificatesDirectory,
  eventsDirectory,
  firstLoginFile,
  monitoringDirectory,
  ProcessRuntime,
  recordedEvents,
} from '@nines/runtime-process/client';
import type { DesiredReport } from '@nines/runtime-process';
import { Accounts } from './access/accounts.ts';
import { FirstLogin } from './access/first-login.ts';
import { AlertPoster } from './alerts/alert-poster.ts';
import { Alertmanager } from './alerts/alertmanager.ts';
import { Silences } from './alerts/silences.ts';
import { ConfigurationKeeper } from './configuration/configuration-keeper.ts';
import type { ConfigurationChange } from './configuration/configuration-keeper.ts';
import { isOccasion } from './configuration/occasions.ts';
import { ChatButtons } from './delivery/chat-buttons.ts';
import { Notifiers } from './delivery/notifiers.ts';
import { TelegramMoves } from './delivery/telegram-moves.ts';
import { OwnEvents } from './events/own-events.ts';
import { openStoreLazily } from './events/open-store-lazily.ts';
import { SpoolLag } from './events/spool-lag.ts';
import { StoreConnection } from './events/store-connection.ts';
import { Readiness } from './http/probes.ts';
import { answerParts } from './incidents/answer-parts.ts';
import { DeskParts } from './incidents/desk-parts.ts';
import type { IncidentAnswers } from './incidents/incident-answers.ts';
import type { Log } from './log.ts';
import { DeliveryMetrics } from './metrics/delivery-metrics.ts';
import { IncidentMetrics } from './metrics/incident-metrics.ts';
import { addOutboxMetrics } from './metrics/outbox-metrics.ts';
import { addObjectiveMetrics } from './metrics/objective-metrics.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { ALERTMANAGER, PROMETHEUS } from './monitoring/ports.ts';
import { countsOf } from './objectives/counts.ts';
import { objectiveParts } from './objectives/objective-parts.ts';
import type { ObjectiveParts } from './objectives/objective-parts.ts';
import { stepSecondsBy, watchedObjectives } from './objectives/watched-objectives.ts';
import type { WatchedObjectives } from './objectives/watched-objectives.ts';
import type { ServerOptions } from './options.ts';
import { pause } from './patience.ts';
import { PlatformView } from './platform-view.ts';
import { ServerSecrets } from './secrets.ts';
import { Prometheus } from './signals/prometheus.ts';
import { Watch } from './watch/watch.ts';

export interface ServerSetting extends ServerOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/** What others wait for: whoever is configured by the server must not start before it has written. */
const DETECTORS = 'detectors';
const CONFIGURATION = 'the configuration of monitoring';

const DATABASE_ANSWERS_MS = 500;

export class Parts {
  readonly view = new PlatformView();
  readonly lag = new SpoolLag();
  readonly readiness = new Readiness([DETECTORS, CONFIGURATION]);
  readonly alertmanager = new Alertmanager(() => this.view.portOf(ALERTMANAGER));
  readonly prometheus = new Prometheus(() => this.view.portOf(PROMETHEUS));
  readonly setting: ServerSetting;
  readonly runtime: ProcessRuntime;
  readonly secrets: ServerSecrets;
  readonly silences: Silences;
  readonly stores: StoreConnection;
  readonly firstLogin: FirstLogin;
  readonly accounts: Accounts;
  readonly ownEvents: OwnEvents;
  readonly metrics: ServerMetrics;
  readonly incidentMetrics: IncidentMetrics;
  readonly deliveryMetrics: DeliveryMetrics;
  readonly watch: Watch;
  readonly poster: AlertPoster;
  readonly keeper: ConfigurationKeeper;
  readonly desk: DeskParts;
  readonly notifiers: Notifiers;
  readonly moves: TelegramMoves;
  readonly objectives: ObjectiveParts;
  readonly answers: IncidentAnswers;
  readonly chat: ChatButtons;
  /** Where the server listens; 0 before it does. */
  port = 0;
  readonly #signal: AbortSignal;
  #watched: WatchedObjectives | undefined;
  /** Another object only where it is another catalog. */
  #catalog: Catalog | undefined;

  /** @param signal - ends whatever a part is waiting for */
  constructor(setting: ServerSetting, signal: AbortSignal) {
    const { clock, log, stateDirectory, controlSocket } = setting;
    this.setting = setting;
    this.#signal = signal;
    this.runtime = new ProcessRuntime({ socketPath: () => controlSocket, signal });
    this.secrets = new ServerSecrets(stateDirectory);
    this.moves = new TelegramMoves(log);
    this.silences = new Silences({ port: () => this.view.portOf(ALERTMANAGER), clock });
    this.stores = new StoreConnection({ clock, log, open: async (stop) => openStoreLazily(setting, stop) });
    this.firstLogin = new FirstLogin(firstLoginFile(stateDirectory));
    this.accounts = new Accounts({
      platform: () => this.view.desired?.catalog.name,
      storeOf: (platform) => this.stores.accountsOf(platform),
      firstLogin: this.firstLogin,
      clock,
      log,
    });
    this.ownEvents = new OwnEvents({ clock, log, eventLog: async () => (await this.stores.opened).events });
    this.metrics = new ServerMetrics({
      eventLogSequence: () => this.#lastSequence(),
      spoolLagSeconds: () => this.lag.seconds(clock.now()),
    });
    this.incidentMetrics = this.#incidentMetrics();
    const channels = (): readonly string[] => [...this.notifiers.current().keys()];
    this.deliveryMetrics = new DeliveryMetrics(this.metrics.registry, { channels });
    this.watch = this.#watch();
    this.poster = this.#poster();
    this.keeper = this.#keeper();
    this.objectives = this.#objectives();
    this.desk = this.#desk();
    const catalog = (): Catalog | undefined => this.#catalog;
    const secret = (name: string): string => this.secrets.value(name);
    this.notifiers = new Notifiers({ catalog, secret, clock, moves: this.moves });
    this.answers = this.#answers();
    this.chat = this.#chat();
  }

  /** What should be has been read, for the first time or again. */
  async learn(desired: DesiredReport): Promise<void> {
    const isNews = !isDeepStrictEqual(this.view.desired?.catalog, desired.catalog);
    this.view.desired = desired;
    // Documents of objectives are read anew, and incidents put together anew, only where they may have changed.
    if (isNews) this.#watched = await watchedObjectives(desired.catalog);
    if (isNews) this.#catalog = desired.catalog;
    this.metrics.catalog(desired.catalog);
    this.watch.catalogChanged(desired.catalog);
    if (isNews) this.desk.desk.reconsider();
  }

  measured(measurement: Measurement): void {
    if (measurement.kind === 'certificate') this.metrics.certificate(measurement.host, measurement.notAfterMs);
    this.watch.measured(measurement);
  }

  /** Undefined where nobody knows, or not soon: a scrape must not wait for a database that hangs. */
  async #lastSequence(): Promise<number | undefined> {
    return this.#soon(async () => this.stores.store?.events.lastSequence());
  }

  /** Undefined where the database does not answer soon. */
  async #soon<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const known = ask().catch(() => undefined);
    return Promise.race([known, pause(this.setting.clock, DATABASE_ANSWERS_MS, this.#signal).then(() => undefined)]);
  }

  #incidentMetrics(): IncidentMetrics {
    addOutboxMetrics(this.metrics.registry, {
      waiting: () => this.#soon(async () => this.desk.store().waitingMessages()),
      channels: () => [...this.notifiers.current().keys()],
      nowMs: () => this.setting.clock.now(),
    });
    return new IncidentMetrics(this.metrics.registry, {
      incidents: () => (this.desk.desk.isKnown ? this.desk.desk.incidents() : undefined),
      waiting: () => this.desk.desk.waiting,
    });
  }

  #watch(): Watch {
    const { clock, log, stateDirectory } = this.setting;
    return new Watch({
      runtime: this.runtime,
      history: () => recordedEvents(eventsDirectory(stateDirectory)),
      clock,
      log,
      onAlerts: () => this.#detected(),
      onReplayed: (last) => this.lag.found(last, clock.now()),
      onEvent: (event) => this.#happened(event),
      onStatus: (status) => {
        this.view.status = status;
        this.metrics.platform(status);
      },
    });
  }

  #detected(): void {
    this.readiness.reached(DETECTORS);
    this.#toPost();
  }

  #toPost(): void {
    const alerts = this.desk.alerts();
    if (alerts === undefined) return;
    this.metrics.alerts(alerts);
    this.poster.update(alerts);
  }

  #happened(event: NinesEvent): void {
    this.lag.saw(event);
    if (isOccasion(event)) this.keeper.nudge();
  }

  #poster(): AlertPoster {
    const { clock, log } = this.setting;
    return new AlertPoster({
      alerts: () => this.desk.alerts(),
      post: async (alerts, signal) => {
        if (!this.alertmanager.exists) return false;
        await this.alertmanager.post(alerts, signal);
        return true;
      },
      clock,
      log,
      onPosted: (result) => this.metrics.posted(result),
    });
  }

  #keeper(): ConfigurationKeeper {
    const { clock, log, stateDirectory } = this.setting;
    return new ConfigurationKeeper({
      desired: () => this.runtime.desired(),
      status: () => this.runtime.status(),
      probeMark: () => this.secrets.probeMark(clock.now()),
      secret: (name) => this.secrets.value(name),
      serverPort: () => this.port,
      monitoringDirectory: monitoringDirectory(stateDirectory),
      certificateAuthorityFile: trustFile(certificatesDirectory(stateDirectory)),
      clock,
      log,
      onDesired: (desired) => this.learn(desired),
      onWritten: () => this.readiness.reached(CONFIGURATION),
      onChange: (change) => this.#configured(change),
    });
  }

  #configured({ part, workload, result, reason }: ConfigurationChange): void {
    this.metrics.configured(part, result);
    this.ownEvents.record(`configuration.${result}`, workload, reason === undefined ? { part } : { part, reason });
  }

  #desk(): DeskParts {
    const { clock, log } = this.setting;
    return new DeskParts({
      catalog: () => this.#catalog,
      store: (platform) => this.stores.incidentsOf(platform),
      opened: this.stores.opened,
      eventLog: () => this.stores.eventLog,
      alertmanager: this.alertmanager,
      prometheus: this.prometheus,
      silences: this.silences,
      objectives: this.objectives.answers,
      detected: () => this.watch.alerts(),
      isPosted: (key, startsAt) => this.poster.isActive(key, startsAt),
      onAlerts: () => this.#toPost(),
      onDecided: ({ seconds }) => this.incidentMetrics.decided(seconds),
      onTaken: (count) => this.incidentMetrics.taken(count),
      clock,
      log,
      signal: this.#signal,
    });
  }

  #answers(): IncidentAnswers {
    return answerParts({
      store: () => this.desk.store(),
      eventLog: () => this.stores.eventLog,
      prometheus: this.prometheus,
      catalog: () => this.#catalog,
      looked: () => this.objectives.objectives.looked,
      people: async () => {
        const users = await this.stores.accountsOf(this.#catalog?.name ?? '').users();
        return users.map(({ name }) => name);
      },
      clock: this.setting.clock,
      signal: this.#signal,
    });
  }

  #chat(): ChatButtons {
    const { clock, log } = this.setting;
    return new ChatButtons({
      notify: () => this.#catalog?.notify,
      platform: () => this.#catalog?.name,
      secret: (name) => this.secrets.value(name),
      command: (command, records) => this.desk.desk.command(command, records),
      show: (number) => this.answers.show(number),
      moves: this.moves,
      clock,
      log,
      signal: this.#signal,
    });
  }

  #objectives(): ObjectiveParts {
    const { clock, log } = this.setting;
    const parts = objectiveParts({
      counts: countsOf(this.prometheus, () => stepSecondsBy(this.#watched ?? { objectives: [] })),
      watched: () => this.#watched,
      store: (platform) => this.stores.objectivesOf(platform),
      eventLog: () => this.stores.eventLog,
      clock,
      log,
      onGap: (fromMs, toMs) => {
        const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
        this.ownEvents.record('objectives.unobserved', this.#watched?.platform ?? 'platform', { from, to });
      },
    });
    const { objectives } = parts;
    addObjectiveMetrics(this.metrics.registry, {
      looked: () => objectives.looked,
      lagSeconds: () => objectives.lagSeconds,
    });
    return parts;
  }
}
