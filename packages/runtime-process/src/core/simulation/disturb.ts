/** What can go wrong, or be ordered, in a pretended world: a table of disturbances. */
import type { WorkloadSpec } from '../model.ts';
import type { Disturbance, DisturbanceKind } from './plan.ts';
import type { Hang, PretendedProcess } from './process.ts';
import type { World } from './world.ts';

type Effect = (world: World, disturbance: Disturbance) => void;

const EFFECTS: Readonly<Record<DisturbanceKind, Effect>> = {
  crash: (world, { where }) => {
    const process = pick([...world.processes.values()], where);
    if (process !== undefined) world.end(process, { code: null, signal: 'SIGSEGV' });
  },
  'crash-all': (world) => {
    for (const process of [...world.processes.values()]) world.end(process, { code: 1, signal: null });
  },
  hang: (world, { where }) => hang(world, where, 'frozen'),
  'stop-signal': (world, { where }) => hang(world, where, 'stopped'),
  spin: (world, { where }) => hang(world, where, 'spinning'),
  free: (world) => {
    for (const process of world.processes.values()) free(world, process);
  },
  overload: (world, { where, amount }) => {
    const spec = pick([...world.watch.catalog.values()], where);
    if (spec === undefined) return;
    world.overloaded.set(spec.name, world.now);
    world.agenda.after(amount * 20_000, () => world.overloaded.delete(spec.name));
  },
  scale: (world, { where, amount }) => {
    const spec = pick([...world.watch.catalog.values()], where);
    if (spec === undefined) return;
    world.tell({ type: 'scale', workload: spec.name, replicas: Math.floor(amount * 4) });
  },
  restart: (world, { where }) => {
    const spec = pick([...world.watch.catalog.values()], where);
    if (spec !== undefined) world.tell({ type: 'restart', workload: spec.name });
  },
  change: (world, { where, amount }) => {
    change(world, where, (spec) => ({ ...spec, revision: newRevision(world), replicas: resized(spec, amount) }));
  },
  'change-back': (world, { where }) => {
    change(world, where, (spec) => world.known.get(spec.name) ?? spec);
  },
  break: (world, { where, amount }) => {
    const revision = newRevision(world);
    (amount < 0.5 ? world.broken : world.mute).add(revision);
    change(world, where, (spec) => ({ ...spec, revision }));
  },
  remove: (world, { where }) => {
    const name = pick([...world.watch.catalog.keys()], where);
    applyCatalog(
      world,
      [...world.watch.catalog.values()].filter((spec) => spec.name !== name),
    );
  },
  add: (world, { where, amount }) => {
    const spec = pick([...world.known.values()], where);
    if (spec === undefined || world.watch.catalog.has(spec.name)) return;
    applyCatalog(world, [
      ...world.watch.catalog.values(),
      amount < 0.5 ? spec : { ...spec, revision: newRevision(world) },
    ]);
  },
  'supervisor-crash': (world, { amount }) => world.crashSupervisor(amount * 3_000),
  'supervisor-crash-midway': (world) => world.crashSupervisorMidway(),
  'supervisor-crash-unwritten': (world, { where, amount }) => {
    world.loseWrites(Infinity);
    world.agenda.after(amount * 2_000, () => world.crashSupervisor(where * 1_000));
  },
  'record-write-lost': (world, { amount }) => world.loseWrites(1 + Math.floor(amount * amount * 30)),
  'record-lost': (world, { amount }) => {
    world.crashSupervisor(amount * 1_000);
    world.loseRecord();
  },
  'clock-back': (world, { amount }) => world.turnClockBack(amount * 3_600_000),
  'stale-reports': (world) => {
    for (const { slot, incarnation } of world.processes.values()) {
      const old = incarnation - 1;
      world.tell({ type: 'exited', slot, incarnation: old, exit: { code: 0, signal: null } });
      world.tell({ type: 'drained', slot, incarnation });
      world.tell({ type: 'started', slot, incarnation: old });
      world.tell({ type: 'probed', slot, incarnation: old, probe: 'readiness', ok: true });
      world.tell({ type: 'started', slot: `${slot}9`, incarnation });
    }
  },
};

/** Does it. */
export function disturb(world: World, disturbance: Disturbance): void {
  world.note(() => `! ${JSON.stringify(disturbance)}`);
  EFFECTS[disturbance.kind](world, disturbance);
}

/** Lets a process go on that hung. */
export function free(world: World, process: PretendedProcess): void {
  if (process.hang === null) return;
  process.hang = null;
  process.freedAt = world.now;
}

/** Orders a catalog, dependencies on what is not in it left out. */
export function applyCatalog(world: World, specs: readonly WorkloadSpec[]): void {
  const names = new Set(specs.map((spec) => spec.name));
  world.order(specs.map((spec) => ({ ...spec, dependsOn: spec.dependsOn.filter((name) => names.has(name)) })));
}

/** A revision that no instance has had yet. */
export function newRevision(world: World): string {
  world.revisions += 1;
  return `r${world.revisions}`;
}

function change(world: World, where: number, alter: (spec: WorkloadSpec) => WorkloadSpec): void {
  const specs = [...world.watch.catalog.values()];
  const chosen = pick(specs, where);
  if (chosen !== undefined && world.state !== null) {
    applyCatalog(
      world,
      specs.map((spec) => (spec === chosen ? alter(spec) : spec)),
    );
  }
}

function resized(spec: WorkloadSpec, amount: number): number {
  return spec.exclusive || amount < 0.5 ? spec.replicas : Math.floor(amount * 4);
}

function hang(world: World, where: number, how: Hang): void {
  const process = pick([...world.processes.values()], where);
  if (process === undefined) return;
  process.hang = how;
  process.hungAt = world.now;
}

function pick<Item>(items: readonly Item[], where: number): Item | undefined {
  return items[Math.floor(where * items.length)];
}
