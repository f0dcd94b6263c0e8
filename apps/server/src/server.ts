/** The server's life: serve first, since others wait for it; then watch, record and tell; shut down in order. */
import type { AddressInfo } from 'node:net';
import type { Clock } from '@nines/kernel';
import { eventsDirectory, readSpoolId, serverSocketPath } from '@nines/runtime-process/client';
import { accessOf, apiSources } from './api-sources.ts';
import { Parts } from './parts.ts';
import type { ServerSetting } from './parts.ts';
import { recordSpool } from './events/spool-recorder.ts';
import { LocalSocket } from './access/local-socket.ts';
import { deliver } from './delivery/deliver.ts';
import { askTelegram } from './delivery/telegram-buttons.ts';
import { addRoutes } from './http/routes/add-routes.ts';
import { createServerApp } from './http/server-app.ts';
import { measureRegularly } from './measurements/measure.ts';
import { addMeanTimes } from './metrics/mean-times.ts';
import { persist } from './patience.ts';

const ASK_AGAIN_MS = 200;
/** For loops to end what they are at. */
const ENDING_MS = 2_000;
/** For requests and queries under way. */
const CLOSING_MS = 3_000;

/**
 * Serves until `signal` aborts.
 *
 * @throws where its port cannot be had, or when one of its parts fails: the others end with it
 */
export async function runServer(setting: ServerSetting, signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const { log, port } = setting;
  const parts = new Parts(setting, stop);
  const { metrics, readiness, stores } = parts;
  const sources = apiSources(parts, stop);
  const localSocket = new LocalSocket();
  const access = accessOf(parts, sources.access, ({ raw }) => localSocket.carries(raw));
  addMeanTimes(metrics.registry, {
    figures: (by) => sources.incidents.figures(by, undefined, undefined),
    clock: setting.clock,
  });
  const app = createServerApp({ log, access, metrics, readiness, routes: (to) => addRoutes(to, sources) });
  app.addHook('onClose', () => localSocket.close());
  await app.ready();
  await localSocket.listen(serverSocketPath(setting.controlSocket), (request, response) =>
    app.routing(request, response),
  );
  await app.listen({ host: '127.0.0.1', port });
  parts.port = (app.server.address() as AddressInfo).port;
  log('info', 'Serving', { port: parts.port });
  stop.addEventListener('abort', () => readiness.close(), { once: true });
  try {
    const working = Promise.all([stores.run(stop), work(parts, stop)]);
    await Promise.race([working, lateAfter(stop, setting.clock)]);
  } finally {
    failed.abort();
    await within(setting.clock.timeoutSignal(CLOSING_MS), async () => {
      // At once: where the database hangs, requests wait for what only the store can break off.
      await Promise.all([app.close(), stores.close()]);
    });
  }
  log('info', 'Stopped');
}

/** Resolves when the loops had their time to end; what waits for a database that hangs is not waited for. */
function lateAfter(signal: AbortSignal, clock: Clock): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const count = (): void =>
    clock.timeoutSignal(ENDING_MS).addEventListener('abort', () => resolve(undefined), { once: true });
  signal.addEventListener('abort', count, { once: true });
  return promise;
}

/** Waits for `work` until the signal aborts; what hangs then ends with the process. */
async function within(late: AbortSignal, work: () => Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  late.addEventListener('abort', () => resolve(undefined), { once: true });
  await Promise.race([work(), promise]);
}

/** Everything that goes on by itself. */
async function work(parts: Parts, signal: AbortSignal): Promise<void> {
  const { accounts, chat, desk, keeper, lag, objectives, ownEvents, poster, runtime, setting, stores, view, watch } =
    parts;
  const { clock, log, stateDirectory } = setting;
  const what = 'asking the supervisor what should be';
  const learn = async (): Promise<void> => parts.learn(await runtime.desired());
  await persist(learn, { clock, log, signal, what, pauseMs: ASK_AGAIN_MS });
  const spool = {
    spoolId: () => readSpoolId(eventsDirectory(stateDirectory)),
    observe: runtime.observe.bind(runtime),
    store: () => stores.opened,
    clock,
    log,
    onResumed: lag.storedUpTo.bind(lag),
    onStored: lag.stored.bind(lag),
  };
  const measuring = {
    stateDirectory,
    desired: () => view.desired,
    status: () => view.status,
    clock,
    onMeasured: parts.measured.bind(parts),
  };
  await Promise.all([
    watch.run(signal),
    keeper.run(signal),
    accounts.run(signal),
    poster.run(signal),
    desk.run(signal),
    deliver(parts, signal),
    askTelegram({ chat, clock, log }, signal),
    ownEvents.run(signal),
    objectives.objectives.run(signal),
    recordSpool(spool, signal),
    measureRegularly(measuring, signal),
  ]);
}
