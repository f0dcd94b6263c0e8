/** One random sequence: disturb, let it settle, look whether all is as wanted, shut down, look whether all is gone. */
import { isLeaving, isReady, type ReadonlySlot, type ReadonlyWorkload } from '../state.ts';
import { isStopped } from '../views.ts';
import { applyCatalog, disturb, free, newRevision } from './disturb.ts';
import type { Disturbance, Plan } from './plan.ts';
import { Violation } from './watch.ts';
import { World } from './world.ts';

/** Longest time to become as wanted once nothing goes wrong any more, virtual ms. */
const SETTLE_MS = 180_000;

/** Longest shutdown of what the plans make, virtual ms. */
const SHUTDOWN_MS = 60_000;

/** All is well only if it stays so for this long, virtual ms. */
const STAY_MS = 1_500;

export interface Outcome {
  readonly steps: number;
  /** Virtual ms. */
  readonly lastedMs: number;
  /** What must never happen and did; null where all went well. */
  readonly violation: string | null;
}

/**
 * Plays a plan.
 *
 * @param log told every input, action and disturbance, for looking into a violation
 */
export function play(plan: Plan, log?: (line: string) => void): Outcome {
  const world = new World(plan, log);
  try {
    for (const { spec } of plan.workloads) world.known.set(spec.name, spec);
    applyCatalog(world, [...world.known.values()]);
    for (const disturbance of plan.disturbances) run(world, disturbance);
    if (!plan.abrupt) {
      calm(world);
      expectAllWell(world);
    }
    expectCleanEnd(world, plan.abrupt);
    return { steps: world.steps, lastedMs: world.now, violation: null };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { steps: world.steps, lastedMs: world.now, violation: error.message };
  }
}

function run(world: World, disturbance: Disturbance): void {
  world.agenda.runUntil(world.now + disturbance.afterMs);
  disturb(world, disturbance);
}

/** Ends what only the outside can end: overload, broken revisions, what nobody can see or may kill. */
function calm(world: World): void {
  world.calm();
  world.agenda.runUntil(world.now + 10_000, () => world.state !== null);
  const good = (revision: string) => !world.broken.has(revision) && !world.mute.has(revision);
  const specs = [...world.watch.catalog.values()];
  applyCatalog(
    world,
    specs.map((spec) => ({
      ...spec,
      revision: good(spec.revision) ? spec.revision : newRevision(world),
      replicas: Math.max(1, spec.replicas),
    })),
  );
  for (const spec of specs) {
    if (world.watch.wantedOf(spec.name) === 0) world.tell({ type: 'scale', workload: spec.name, replicas: 1 });
  }
  freeHopeless(world);
}

/** One that computes is killed only while most others answer; what hangs unprobed is never found out. */
function freeHopeless(world: World): void {
  for (const process of world.processes.values()) {
    const probes = world.watch.catalog.get(process.workload)?.probes;
    const probed = probes?.liveness !== undefined || probes?.readiness !== undefined;
    if (process.hang === 'spinning' || !probed) free(world, process);
  }
}

function expectAllWell(world: World): void {
  const deadline = world.now + SETTLE_MS;
  while (world.now < deadline) {
    world.agenda.runUntil(world.now + 500);
    if (whatIsWrong(world) !== null) continue;
    world.agenda.runUntil(world.now + STAY_MS);
    if (whatIsWrong(world) === null) return;
  }
  throw new Violation(`wedged: ${whatIsWrong(world) ?? 'all is well only now and then'}`);
}

function whatIsWrong(world: World): string | null {
  const { state } = world;
  if (state === null) return 'no supervisor';
  for (const workload of state.workloads.values()) {
    const wrong = wrongWith(world, workload);
    if (wrong !== null) return wrong;
  }
  const missing = [...world.watch.catalog.keys()].find((name) => !state.workloads.has(name));
  return missing === undefined ? null : `${missing} is missing`;
}

function wrongWith(world: World, workload: ReadonlyWorkload): string | null {
  const { name } = workload.spec;
  const wanted = world.watch.wantedOf(name);
  if (!world.watch.catalog.has(name)) return `${name} is not gone`;
  if (workload.slots.length !== wanted) return `${name} has ${workload.slots.length} slots instead of ${wanted}`;
  if (workload.rolling) return `${name} is still rolling`;
  if (workload.healing !== null) return `${name} still waits for ${workload.healing}`;
  const bad = workload.slots.find((slot) => !isWell(world, workload, slot));
  return bad === undefined ? null : `${bad.name} is ${bad.phase}, ready: ${String(bad.pulse.ready)}`;
}

function isWell(world: World, workload: ReadonlyWorkload, slot: ReadonlySlot): boolean {
  const process = world.processes.get(slot.name);
  const current = process?.revision === workload.spec.revision && slot.generation === workload.generation;
  return isReady(slot) && current && slot.pulse.silentSince === null;
}

function expectCleanEnd(world: World, abrupt: boolean): void {
  const isOver = () => world.state !== null && isStopped(world.state);
  if (abrupt) world.agenda.after(world.chance.between(0, 2_000), () => world.crashSupervisor(500));
  const deadline = world.now + 10_000 + SHUTDOWN_MS;
  while (!isOver() && world.now < deadline) {
    // Whoever wants it asks again and again: the next supervisor may not know.
    if (!world.watch.shuttingDown) world.tell({ type: 'shutdown' });
    world.agenda.runUntil(world.now + 50, isOver);
  }
  if (!isOver()) throw new Violation(`shutdown does not end: ${JSON.stringify([...world.processes.keys()])}`);
  if (world.processes.size > 0) throw new Violation('shutdown left processes behind');
  const busy = [...(world.state?.workloads.values() ?? [])].flatMap(({ slots }) => slots).find(isLeaving);
  if (busy !== undefined) throw new Violation(`${busy.name} is still leaving after the end`);
}
