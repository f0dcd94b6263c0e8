/** All parts put together, and their life: serve first, since others wait for it; then watch, record and tell. */
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { trustFile } from '@nines/certificates';
import type { Clock } from '@nines/kernel';
import { eventsDirectory, monitoringDirectory, ProcessRuntime, recordedEvents } from '@nines/runtime-process';
import type { DesiredReport } from '@nines/runtime-process';
import { AlertPoster } from './alerts/alert-poster.ts';
import { ConfigurationKeeper } from './configuration/configuration-keeper.ts';
import type { ConfigurationChange } from './configuration/configuration-keeper.ts';
import { isOccasion } from './configuration/occasions.ts';
import { OwnEvents } from './events/own-events.ts';
import { SpoolLag } from './events/spool-lag.ts';
import { recordSpool } from './events/spool-recorder.ts';
import { StoreConnection } from './events/store-connection.ts';
import { Readiness } from './http/probes.ts';
import { createServerApp } from './http/server-app.ts';
import type { Log } from './log.ts';
import { callLoopbackJson } from './loopback/loopback-client.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { ALERTMANAGER } from './monitoring/ports.ts';
import type { ServerOptions } from './options.ts';
import { persist } from './patience.ts';
import { ServerSecrets } from './secrets.ts';
import { Watch } from './watch/watch.ts';

export interface ServerSetting extends ServerOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/** What others wait for: whoever is configured by the server must not start before it has written. */
const DETECTORS = 'detectors';
const CONFIGURATION = 'the configuration of monitoring';

const ASK_AGAIN_MS = 200;

export class Server {
  readonly #setting: ServerSetting;
  readonly #lag = new SpoolLag();
  readonly #readiness = new Readiness([DETECTORS, CONFIGURATION]);
  readonly #secrets: ServerSecrets;
  readonly #metrics: ServerMetrics;
  readonly #stores: StoreConnection;
  readonly #ownEvents: OwnEvents;
  #port = 0;
  #desired: DesiredReport | undefined;

  constructor(setting: ServerSetting) {
    const { clock, log, stateDirectory } = setting;
    this.#setting = setting;
    this.#secrets = new ServerSecrets(stateDirectory);
    this.#stores = new StoreConnection({ clock, log, open: async (signal) => this.#openStore(signal) });
    this.#ownEvents = new OwnEvents({ clock, log, eventLog: async () => (await this.#stores.opened).events });
    this.#metrics = new ServerMetrics({
      eventLogSequence: async () => this.#stores.store?.events.lastSequence().catch(() => undefined),
      spoolLagSeconds: () => this.#lag.seconds(clock.now()),
    });
  }

  /** Serves until `signal` aborts, then shuts down in order. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, port } = this.#setting;
    const app = createServerApp({ log, metrics: this.#metrics, readiness: this.#readiness, routes: () => undefined });
    await app.listen({ host: '127.0.0.1', port });
    this.#port = (app.server.address() as AddressInfo).port;
    log('info', 'Serving', { port: this.#port });
    await Promise.all([this.#stores.run(signal), this.#work(signal)]);
    this.#readiness.close();
    await app.close();
    await this.#stores.close();
    log('info', 'Stopped');
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock, log, controlSocket } = this.#setting;
    const runtime = new ProcessRuntime({ socketPath: () => controlSocket, signal });
    const keeper = this.#keeper(runtime, (desired) => watch.catalogChanged(desired.catalog));
    const watch = this.#watch(runtime, keeper, (alerts) => poster.update(alerts));
    const poster = new AlertPoster({
      alerts: () => watch.alerts(),
      post: async (alerts, stop) => this.#post(alerts, stop),
      clock,
      log,
      onPosted: (result) => this.#metrics.posted(result),
    });
    const what = 'asking the supervisor what should be';
    const learn = async (): Promise<void> => this.#learn(await runtime.desired(), watch);
    await persist(learn, { clock, log, signal, what, pauseMs: ASK_AGAIN_MS });
    await Promise.all([
      watch.run(signal),
      keeper.run(signal),
      poster.run(signal),
      this.#ownEvents.run(signal),
      this.#record(runtime, signal),
    ]);
  }

  #learn(desired: DesiredReport, watch: Pick<Watch, 'catalogChanged'>): void {
    this.#desired = desired;
    this.#metrics.catalog(desired.catalog);
    watch.catalogChanged(desired.catalog);
  }

  #watch(runtime: ProcessRuntime, keeper: ConfigurationKeeper, tell: AlertPoster['update']): Watch {
    const { clock, log, stateDirectory } = this.#setting;
    return new Watch({
      runtime,
      history: () => recordedEvents(eventsDirectory(stateDirectory)),
      clock,
      log,
      onAlerts: (alerts) => {
        this.#readiness.reached(DETECTORS);
        this.#metrics.alerts(alerts);
        tell(alerts);
      },
      onEvent: (event) => {
        this.#lag.saw(event);
        if (isOccasion(event)) keeper.nudge();
      },
      onStatus: (status) => this.#metrics.platform(status),
    });
  }

  #keeper(runtime: ProcessRuntime, onDesired: (desired: DesiredReport) => void): ConfigurationKeeper {
    const { clock, log, stateDirectory } = this.#setting;
    this.#secrets.webhookToken();
    return new ConfigurationKeeper({
      desired: () => runtime.desired(),
      status: () => runtime.status(),
      probeMark: () => this.#secrets.probeMark(clock.now()),
      secret: (name) => this.#secrets.value(name),
      serverPort: () => this.#port,
      monitoringDirectory: monitoringDirectory(stateDirectory),
      certificateAuthorityFile: trustFile(join(stateDirectory, 'certificates')),
      clock,
      log,
      onDesired: (desired) => {
        this.#desired = desired;
        this.#metrics.catalog(desired.catalog);
        onDesired(desired);
      },
      onWritten: () => this.#readiness.reached(CONFIGURATION),
      onChange: (change) => this.#configured(change),
    });
  }

  #configured({ part, workload, result, reason }: ConfigurationChange): void {
    this.#metrics.configured(part, result);
    this.#ownEvents.record(`configuration.${result}`, workload, reason === undefined ? { part } : { part, reason });
  }

  async #record(runtime: ProcessRuntime, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#setting;
    const options = {
      observe: (since: string | undefined, stop: AbortSignal) => runtime.observe(since, stop),
      store: () => this.#stores.opened,
      clock,
      log,
      onStored: this.#lag.stored.bind(this.#lag),
    };
    await recordSpool(options, signal);
  }

  async #post(alerts: readonly unknown[], signal: AbortSignal): Promise<void> {
    const port = this.#desired?.ports[ALERTMANAGER];
    if (port === undefined) return;
    await callLoopbackJson({ port, path: '/api/v2/alerts', method: 'POST', body: alerts, signal });
  }

  async #openStore(signal: AbortSignal): ReturnType<(typeof import('@nines/store'))['openStore']> {
    const { clock, databaseUrl, log } = this.#setting;
    const { openStore } = await import('@nines/store');
    const tell = (message: string, facts?: Readonly<Record<string, unknown>>): void => log('warn', message, facts);
    return openStore({ url: databaseUrl, clock, signal, poolSize: 4, log: tell });
  }
}
