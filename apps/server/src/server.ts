/** All parts put together, and their life: serve first, since others wait for it; then watch, record and tell. */
import type { AddressInfo } from 'node:net';
import { messageOf } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import { eventsDirectory, ProcessRuntime, recordedEvents } from '@nines/runtime-process';
import type { DesiredReport } from '@nines/runtime-process';
import { AlertPoster } from './alerts/alert-poster.ts';
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
import { Watch } from './watch/watch.ts';

export interface ServerSetting extends ServerOptions {
  readonly clock: Clock;
  readonly log: Log;
}

const DETECTORS = 'detectors';

export class Server {
  readonly #setting: ServerSetting;
  readonly #lag = new SpoolLag();
  readonly #readiness = new Readiness([DETECTORS]);
  readonly #metrics: ServerMetrics;
  readonly #stores: StoreConnection;
  #desired: DesiredReport | undefined;

  constructor(setting: ServerSetting) {
    const { clock, databaseUrl, log } = setting;
    this.#setting = setting;
    this.#metrics = new ServerMetrics({
      eventLogSequence: async () => this.#stores.store?.events.lastSequence().catch(() => undefined),
      spoolLagSeconds: () => this.#lag.seconds(clock.now()),
    });
    this.#stores = new StoreConnection({
      clock,
      log,
      open: async (signal) => {
        const { openStore } = await import('@nines/store');
        return openStore({
          url: databaseUrl,
          clock,
          signal,
          poolSize: 4,
          log: (message, fields) => log('warn', message, fields),
        });
      },
    });
  }

  /** Serves until `signal` aborts, then shuts down in order. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, port } = this.#setting;
    const app = createServerApp({ log, metrics: this.#metrics, readiness: this.#readiness, routes: () => undefined });
    await app.listen({ host: '127.0.0.1', port });
    log('info', 'Serving', { port: (app.server.address() as AddressInfo).port });
    await Promise.all([this.#stores.run(signal), this.#work(signal)]);
    this.#readiness.close();
    await app.close();
    await this.#stores.close();
    log('info', 'Stopped', { uptimeMs: Math.round(clock.monotonicMs()) });
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock, log, stateDirectory, controlSocket } = this.#setting;
    const runtime = new ProcessRuntime({ socketPath: () => controlSocket, signal });
    const watch = new Watch({
      runtime,
      history: () => recordedEvents(eventsDirectory(stateDirectory)),
      clock,
      log,
      onAlerts: (alerts) => {
        this.#readiness.reached(DETECTORS);
        this.#metrics.alerts(alerts);
        poster.update(alerts);
      },
      onEvent: (event) => this.#lag.saw(event),
      onStatus: (status) => this.#metrics.platform(status),
    });
    const poster = new AlertPoster({
      alerts: () => watch.alerts(),
      post: async (alerts, stop) => this.#post(alerts, stop),
      clock,
      log,
      onPosted: (result) => this.#metrics.posted(result),
    });
    await persist(
      async () => {
        this.#desired = await runtime.desired();
        watch.catalogChanged(this.#desired.catalog);
        this.#metrics.catalog(this.#desired.catalog);
      },
      { clock, log, signal, what: 'asking the supervisor what should be', pauseMs: 200 },
    );
    await Promise.all([
      watch.run(signal),
      poster.run(signal),
      recordSpool(
        {
          observe: (since, stop) => runtime.observe(since, stop),
          store: () => this.#stores.opened,
          clock,
          log,
          onStored: (events) => this.#lag.stored(events),
        },
        signal,
      ),
    ]).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      log('info', 'Stopping', { reason: messageOf(error) });
    });
  }

  async #post(alerts: readonly unknown[], signal: AbortSignal): Promise<void> {
    const port = this.#desired?.ports[ALERTMANAGER];
    if (port === undefined) return;
    await callLoopbackJson({ port, path: '/api/v2/alerts', method: 'POST', body: alerts, signal });
  }
}
