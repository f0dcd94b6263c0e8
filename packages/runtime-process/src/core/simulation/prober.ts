/** Probes a pretended process for as long as its supervisor and itself live. */
import { SUSPECT_PROBE } from '../liveness.ts';
import type { ProbeInput, ProbeKind, SlotView } from '../model.ts';
import { viewOf } from '../views.ts';
import { cpuMsOf, type PretendedProcess, type Reply } from './process.ts';
import type { World } from './world.ts';

/** A pause between two looks at what is to be asked, until the first readiness and while a reply is overdue, ms. */
const EAGER_MS = 250;

/** Begins to probe what runs in a slot now. */
export function probeForLife(world: World, slot: string): void {
  const view = look(world, slot);
  if (view === undefined) return;
  const askedAt = new Map<ProbeKind, number>();
  const { life } = world;
  const round = (): void => {
    if (world.life !== life) return;
    const current = look(world, slot);
    if (current?.incarnation !== view.incarnation || current.startedAt === null) return;
    for (const kind of current.probing) askIfDue(world, current, kind, askedAt);
    const eager = current.suspect || current.state === 'starting';
    world.agenda.after(eager ? EAGER_MS : 1_000, round);
  };
  world.agenda.after(world.chance.between(1, 100), round);
}

function look(world: World, slot: string): SlotView | undefined {
  return world.state === null ? undefined : viewOf(world.state, slot);
}

function askIfDue(world: World, view: SlotView, kind: ProbeKind, askedAt: Map<ProbeKind, number>): void {
  const rule = world.watch.catalog.get(view.workload)?.probes[kind];
  if (rule === undefined) return;
  const eager = view.state === 'starting' || view.suspect;
  const periodMs = eager ? Math.min(rule.periodMs, SUSPECT_PROBE.periodMs) : rule.periodMs;
  if (world.now < (askedAt.get(kind) ?? -Infinity) + periodMs - 1) return;
  askedAt.set(kind, world.now);
  ask(world, view, kind, rule.timeoutMs);
}

/** An answer comes soon; silence is noticed when time has run out, unless it ended by then. */
function ask(world: World, view: SlotView, kind: ProbeKind, timeoutMs: number): void {
  const process = world.processes.get(view.slot);
  if (process?.incarnation !== view.incarnation) return;
  const { life } = world;
  const answer = (reply: Reply) => {
    if (world.life === life) world.report(world.chance.between(0.1, 3), inputOf(world, process, kind, reply));
  };
  const reply = replyOf(world, process, kind);
  if (reply !== 'silence' || world.now < process.upAt) answer(reply);
  else world.agenda.after(timeoutMs, () => answer(replyOf(world, process, kind)));
}

function inputOf(world: World, process: PretendedProcess, kind: ProbeKind, reply: Reply): ProbeInput {
  const { slot, incarnation } = process;
  const report = { type: 'probed', slot, incarnation, probe: kind, ok: reply === 'yes' } as const;
  if (reply === 'yes') return report;
  const still = waitsForDependency(world, process) || world.now < process.upAt;
  const cpuMs = still ? 30 : cpuMsOf(process, world.now, world.overloaded.has(process.workload));
  return { ...report, answered: reply === 'no', progress: { stopped: process.hang === 'stopped', cpuMs } };
}

function replyOf(world: World, process: PretendedProcess, kind: ProbeKind): Reply {
  if (process.hang !== null || world.now < process.upAt) return 'silence';
  if (isLost(world, process.workload)) return 'silence';
  if (waitsForDependency(world, process)) return 'silence';
  const honest = world.manners.get(process.workload) === 'honest';
  return honest && kind === 'readiness' && !dependenciesAnswer(world, process.workload) ? 'no' : 'yes';
}

/**
 * Under overload some answers still come in time. Where only rare liveness probes look, a few lucky ones cannot be told
 * from health, so there none come.
 */
function isLost(world: World, workload: string): boolean {
  if (!world.overloaded.has(workload)) return false;
  return world.watch.catalog.get(workload)?.probes.readiness === undefined || world.chance.happens(0.9);
}

function waitsForDependency(world: World, process: PretendedProcess): boolean {
  return world.manners.get(process.workload) === 'blocking' && !dependenciesAnswer(world, process.workload);
}

/** One that nobody probes always does: that it hangs cannot be known. */
function dependenciesAnswer(world: World, workload: string): boolean {
  const dependsOn = world.watch.catalog.get(workload)?.dependsOn ?? [];
  return dependsOn.every((name) => {
    const probes = world.watch.catalog.get(name)?.probes;
    if (probes?.readiness === undefined && probes?.liveness === undefined) return true;
    return [...world.processes.values()].some(
      (process) =>
        process.workload === name &&
        process.hang === null &&
        process.upAt <= world.now &&
        !waitsForDependency(world, process),
    );
  });
}
