/**
 * Random trouble for real processes: starts, stops, restarts, scales, crashes, hangs, supervisors that die, changed
 * catalogs, a record of supervision that is not written or damaged.
 *
 * Six services, one of which ignores SIGTERM, one is slow to start, one has children of its own. Whatever was done:
 * never two processes in one slot, in the end everything ready with one process each, and after `down` nothing left.
 *
 * Arguments: --seconds N (60), --seed N (random; the same seed is the same trouble, not the same timing)
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chanceFrom } from '../packages/runtime-process/src/core/simulation/chance.ts';
import type { Chance } from '../packages/runtime-process/src/core/simulation/chance.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { BenchPlatform } from './harness/platform.ts';
import { freePorts } from '@nines/testkit/ports';
import { familyOf } from './harness/processes.ts';
import type { ProcessRow } from './harness/processes.ts';
import { round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';

const SERVICE = join(import.meta.dirname, 'fixtures', 'moody', 'service.cjs');

/** Longest time between two troubles, ms. */
const LONGEST_PAUSE_MS = 1_500;

/** Commands at a time: each is a process that needs its share of the machine. */
const MOST_ORDERS = 3;

/** Everything is ready again within this time after the last trouble, ms. */
const SETTLE_MS = 90_000;

/** A moment after `down` the guard is gone as well, ms. */
const LAST_BREATH_MS = 2_000;

const MOODS = { base: [], api: [], web: ['slow'], deaf: ['deaf'], jobs: ['fertile'], old: [] } as const;

type Name = keyof typeof MOODS;

const NAMES = Object.keys(MOODS) as readonly Name[];

/** What is ordered, and who does it. */
interface Scene {
  readonly platform: BenchPlatform;
  readonly chance: Chance;
  readonly ports: readonly number[];
  /** Changes of definitions so far, by service; null for one that is left out. */
  readonly versions: Map<Name, number | null>;
  /** Commands under way; they take as long as the trouble lets them. */
  readonly orders: Set<Promise<unknown>>;
}

/** What is done to it. The first service is always there, so that the catalog is one. */
const TROUBLES: Readonly<Record<string, (scene: Scene) => void | Promise<void>>> = {
  crash: (scene) => {
    signalOne(scene, 'SIGKILL');
  },
  hang: (scene) => {
    signalOne(scene, 'SIGSTOP');
  },
  'end by itself': (scene) => {
    signalOne(scene, 'SIGTERM');
  },
  'crash all': ({ platform }) => {
    for (const { pid } of workers(platform)) kill(pid, 'SIGKILL');
  },
  restart: (scene) => order(scene, 'restart', pick(scene, NAMES)),
  scale: (scene) => order(scene, 'scale', pick(scene, NAMES), String(scene.chance.whole(1, 4))),
  change: async (scene) => {
    const name = pick(scene, NAMES);
    scene.versions.set(name, (scene.versions.get(name) ?? 0) + 1);
    await apply(scene);
  },
  'remove or add': async (scene) => {
    const name = pick(scene, NAMES.slice(1));
    scene.versions.set(name, scene.versions.get(name) === null ? 0 : null);
    await apply(scene);
  },
  'stop and start': async (scene) => {
    await Promise.all(scene.orders);
    await scene.platform.nines('down');
    order(scene, 'up', '--detach');
  },
  'supervisor killed': ({ platform }) => killSupervisor(platform),
  'supervisor killed twice': async (scene) => {
    killSupervisor(scene.platform);
    await sleep(scene.chance.between(50, 800));
    killSupervisor(scene.platform);
  },
  'record not written': async (scene) => {
    const blocked = `${recordFile(scene.platform)}.new`;
    if (!tryTo(() => mkdirSync(blocked))) return;
    signalOne(scene, 'SIGKILL');
    order(scene, 'restart', pick(scene, NAMES));
    await sleep(scene.chance.between(200, 3_000));
    killSupervisor(scene.platform);
    if (scene.chance.happens(0.5)) await sleep(scene.chance.between(50, 800));
    rmSync(blocked, { recursive: true, force: true });
  },
  'record damaged': ({ platform }) => {
    killSupervisor(platform);
    tryTo(() => {
      writeFileSync(recordFile(platform), '{"bootId":"');
    });
  },
};

/** Disturbs for so long, then looks. */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  const ports = await freePorts(NAMES.length + 1);
  const versions = new Map<Name, number | null>(NAMES.map((name) => [name, 0]));
  const platform = await BenchPlatform.create(catalogText({ ports, versions, directory: '' }));
  const scene: Scene = { platform, chance: chanceFrom(seed), ports, versions, orders: new Set() };
  try {
    await platform.write(textOf(scene));
    await platform.up();
    const counts = await disturb(scene, Number(values.seconds) * 1_000, signal);
    const settledMs = await settle(scene, signal);
    return await outcome(scene, seed, counts, settledMs);
  } finally {
    await Promise.all(scene.orders);
    await platform.remove();
  }
}

async function disturb(scene: Scene, durationMs: number, signal: AbortSignal): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(Object.keys(TROUBLES).map((name) => [name, 0]));
  const until = performance.now() + durationMs;
  while (performance.now() < until) {
    const name = pick(scene, Object.keys(TROUBLES));
    counts[name] = (counts[name] ?? 0) + 1;
    progress(name);
    await TROUBLES[name]?.(scene);
    while (scene.orders.size >= MOST_ORDERS) await Promise.race(scene.orders);
    await sleep(scene.chance.between(0, LONGEST_PAUSE_MS), undefined, { signal });
  }
  await Promise.all(scene.orders);
  return counts;
}

/** Orders everything once more, and waits. @returns how long it took, ms; null where it did not come to be in time */
async function settle(scene: Scene, signal: AbortSignal): Promise<number | null> {
  for (const name of NAMES) scene.versions.set(name, 0);
  await scene.platform.write(textOf(scene));
  const beganAt = performance.now();
  while (performance.now() - beganAt < SETTLE_MS) {
    await scene.platform.nines('up', '--detach', '--timeout', '30s');
    if ((await whatIsWrong(scene.platform)).length === 0) return performance.now() - beganAt;
    await sleep(500, undefined, { signal });
  }
  return null;
}

/** Slots that are not ready with exactly one process, as the kernel and as `status` see it. */
async function whatIsWrong(platform: BenchPlatform): Promise<readonly string[]> {
  const { services } = await platform.status();
  const instances = services.flatMap((service) => service.instances);
  const running = workers(platform);
  const wrong = services.filter((service) => service.ready !== service.desired).map(({ name }) => name);
  const missing = NAMES.filter((name) => !services.some((service) => service.name === name));
  const unknown = running.filter(({ pid }) => !instances.some((instance) => instance.pid === pid));
  return [...wrong, ...missing, ...unknown.map(({ command }) => command)];
}

async function outcome(
  scene: Scene,
  seed: number,
  counts: Record<string, number>,
  settledMs: number | null,
): Promise<BenchOutcome> {
  const { platform } = scene;
  const wrong = await whatIsWrong(platform);
  const events = await platform.events();
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  const happened = {
    started: count('instance.started'),
    adopted: count('instance.adopted'),
    crashed: count('instance.crashed'),
    stuck: count('instance.stuck'),
  };
  await platform.nines('down');
  const orphans = await leftOver(platform);
  const duplicates = linesOf(join(platform.directory, 'duplicates'));
  const ready = settledMs !== null && wrong.length === 0;
  const json = {
    seed,
    troubles: counts,
    ...happened,
    ready,
    settledMs: settledMs === null ? null : round(settledMs, 0),
    wrong,
    duplicates,
    orphans: orphans.map(({ command }) => command),
  };
  const total = Object.values(counts).reduce((sum, times) => sum + times, 0);
  const summary =
    `${total} troubles, ${happened.started} starts, ${happened.adopted} adoptions (seed ${seed}): ` +
    `${duplicates.length} duplicates, ${orphans.length} orphans, ${ready ? 'all ready' : `wrong: ${wrong.join(', ')}`}`;
  return { table: [renderTable([['trouble', 'times'], ...Object.entries(counts)]), '', summary].join('\n'), json };
}

/** Processes that are still there a moment after the end. */
async function leftOver(platform: BenchPlatform): Promise<readonly ProcessRow[]> {
  const deadline = performance.now() + LAST_BREATH_MS;
  while (familyOf(platform.directory).length > 0 && performance.now() < deadline) await sleep(50);
  return familyOf(platform.directory);
}

function textOf({ platform, ports, versions }: Scene): string {
  return catalogText({ ports, versions, directory: platform.directory });
}

function catalogText({
  ports,
  versions,
  directory,
}: Pick<Scene, 'ports' | 'versions'> & { directory: string }): string {
  const present = NAMES.filter((name) => versions.get(name) !== null);
  const services = present.map((name) => {
    const port = ports[NAMES.indexOf(name)];
    const service = {
      run: { command: [process.execPath, SERVICE, directory, '${slot}', ...MOODS[name]].join(' ') },
      env: { VERSION: String(versions.get(name)) },
      port,
      replicas: { min: name === 'old' || name === 'base' ? 1 : 2, max: 4 },
      dependsOn: name === 'base' ? [] : ['base'],
      health: { readiness: '/', liveness: '/' },
      stop: { grace: '1s' },
    };
    return [name, service] as const;
  });
  const head = {
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    monitoring: { enabled: false },
    metadata: { name: 'trouble' },
  };
  return JSON.stringify({ ...head, ingress: { http: ports.at(-1) }, services: Object.fromEntries(services) });
}

async function apply(scene: Scene): Promise<void> {
  await scene.platform.write(textOf(scene));
  order(scene, 'up', '--detach', '--timeout', '20s');
}

/** Not waited for: trouble comes while it is carried out. Whether it succeeds is not the question. */
function order(scene: Scene, ...args: readonly string[]): void {
  const done = scene.platform.nines(...args).finally(() => scene.orders.delete(done));
  scene.orders.add(done);
}

function pick<Item>({ chance }: Scene, items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const item = items[chance.whole(0, items.length - 1)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/** Main processes of services. */
function workers(platform: BenchPlatform): readonly ProcessRow[] {
  return familyOf(platform.directory).filter(({ command }) => command.startsWith(`${process.execPath} ${SERVICE}`));
}

function signalOne(scene: Scene, name: NodeJS.Signals): void {
  const running = workers(scene.platform);
  if (running.length > 0) kill(pick(scene, running).pid, name);
}

function killSupervisor(platform: BenchPlatform): void {
  const supervisors = familyOf(platform.directory).filter(
    ({ command }) => command.startsWith(process.execPath) && command.includes('supervisor/src/main.ts'),
  );
  for (const { pid } of supervisors) kill(pid, 'SIGKILL');
}

function recordFile(platform: BenchPlatform): string {
  return join(platform.directory, '.nines', 'run', 'supervision.json');
}

/** It may have ended by itself. */
function kill(pid: number, name: NodeJS.Signals): void {
  tryTo(() => process.kill(pid, name));
}

function tryTo(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function linesOf(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}
