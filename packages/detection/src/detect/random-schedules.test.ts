/** Random histories of a platform whose truth is known, told to the detectors in random portions of virtual time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOf, Watcher } from './detection.testing.ts';

const SHAPE = { web: ['db'], db: [] } as const;
const REPLICAS = { web: 2, db: 1 } as const;
type Name = keyof typeof SHAPE;

interface Step {
  readonly afterMs: number;
  readonly slot: 'web-0' | 'web-1' | 'db-0';
}

const SLOTS = ['web-0', 'web-1', 'db-0'] as const;

/** Each step crashes an instance that runs, or makes one ready that does not. */
const history = fc.array(fc.record({ afterMs: fc.integer({ min: 1, max: 4_000 }), slot: fc.constantFrom(...SLOTS) }), {
  minLength: 1,
  maxLength: 40,
});

/** What really was: when nothing of a service was ready. */
class Truth {
  readonly ready = new Set<string>(SLOTS);
  readonly outages: { readonly service: Name; readonly fromMs: number; toMs: number }[] = [];

  toggle(ms: number, slot: Step['slot']): 'crash' | 'ready' {
    const crashed = this.ready.delete(slot);
    if (!crashed) this.ready.add(slot);
    const service: Name = slot === 'db-0' ? 'db' : 'web';
    const isDown = ![...this.ready].some((other) => other.startsWith(service));
    const open = this.outages.find((outage) => outage.service === service && outage.toMs === Infinity);
    if (isDown && open === undefined) this.outages.push({ service, fromMs: ms, toMs: Infinity });
    if (!isDown && open !== undefined) open.toMs = ms;
    return crashed ? 'crash' : 'ready';
  }
}

function healthy(): Watcher {
  return new Watcher(SHAPE).status(
    0,
    statusOf({ web: Array.from({ length: REPLICAS.web }, () => 'ready'), db: ['ready'] }, 'ready'),
  );
}

/** Plays a history; `look` is called every 50 ms, or only when asked to. */
function play(
  steps: readonly Step[],
  look?: (ms: number, watcher: Watcher, truth: Truth) => void,
): { watcher: Watcher; truth: Truth; endMs: number } {
  const watcher = healthy();
  const truth = new Truth();
  let now = 1_000;
  for (const { afterMs, slot } of steps) {
    const at = now + afterMs;
    for (let ms = now + 50; look !== undefined && ms < at; ms += 50) look(ms, watcher.tick(ms), truth);
    now = at;
    if (truth.toggle(now, slot) === 'crash') watcher.crash(now, slot);
    else watcher.ready(now, slot);
    look?.(now, watcher, truth);
  }
  return { watcher, truth, endMs: now };
}

const pagesFor = (watcher: Watcher, service: Name): boolean => watcher.names.includes(`ServiceDown ${service}`);

describe('over random histories', () => {
  it('tells of every outage of a service without dependencies from its first second to its end, and of nothing else', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const seen: [number, boolean][] = [];
        const { truth } = play(steps, (ms, watcher) => seen.push([ms, pagesFor(watcher, 'db')]));
        for (const [ms, paged] of seen) {
          const outage = truth.outages.find(
            ({ service, fromMs, toMs }) => service === 'db' && fromMs <= ms && ms < toMs,
          );
          expect(paged).toBe(outage !== undefined && ms >= outage.fromMs + 1_000);
        }
      }),
    );
  });

  it('pages for an outage of a dependent at most once, never when it is well, and always in the end', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const paged = new Map<number, number>();
        let before = false;
        const { watcher, truth, endMs } = play(steps, (ms, current, sofar) => {
          const now = pagesFor(current, 'web');
          const outage = sofar.outages.findLast(({ service, toMs }) => service === 'web' && toMs > ms);
          if (now) expect(outage?.fromMs).toBeLessThanOrEqual(ms - 1_250);
          if (now && !before) paged.set(outage?.fromMs ?? -1, (paged.get(outage?.fromMs ?? -1) ?? 0) + 1);
          before = now;
        });
        expect([...paged.values()].every((times) => times === 1)).toBe(true);
        watcher.tick(endMs + 60_000);
        const isDown = (service: Name): boolean =>
          truth.outages.some((o) => o.service === service && o.toMs === Infinity);
        if (isDown('web')) expect(pagesFor(watcher, 'web') || pagesFor(watcher, 'db')).toBe(true);
        else expect(pagesFor(watcher, 'web')).toBe(false);
      }),
    );
  });

  it('decides the same however often somebody looks', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 20_000 }), (steps, restMs) => {
        const often = play(steps, () => undefined);
        const seldom = play(steps);
        expect(seldom.watcher.tick(seldom.endMs + restMs).names).toEqual(
          often.watcher.tick(often.endMs + restMs).names,
        );
      }),
    );
  });

  it('sees by a fresh status alone, a while later, who is down', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { watcher, truth, endMs } = play(steps);
        const state = (slot: string): 'ready' | 'crashed' => (truth.ready.has(slot) ? 'ready' : 'crashed');
        const status = statusOf({ web: [state('web-0'), state('web-1')], db: [state('db-0')] });
        const later = endMs + 60_000;
        const fresh = new Watcher(SHAPE).status(endMs, status);
        const down = (names: readonly string[]): boolean => names.some((name) => name.startsWith('ServiceDown'));
        expect(down(fresh.tick(later).names)).toBe(down(watcher.tick(later).names));
      }),
    );
  });

  it('does not care in which order events of one moment arrive', () => {
    const moment = fc.shuffledSubarray([...SLOTS], { minLength: 2 });
    fc.assert(
      fc.property(history, moment, fc.integer({ min: 0, max: 15_000 }), (steps, slots, restMs) => {
        const both = [slots, slots.toReversed()].map((order) => {
          const { watcher, truth, endMs } = play(steps);
          for (const slot of order) {
            if (truth.toggle(endMs + 10, slot) === 'crash') watcher.crash(endMs + 10, slot);
            else watcher.ready(endMs + 10, slot);
          }
          return watcher.tick(endMs + 10 + restMs).names;
        });
        expect(both[0]).toEqual(both[1]);
      }),
    );
  });
});
