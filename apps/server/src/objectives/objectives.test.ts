import { objectiveId } from '@nines/slo';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ObjectivesBench, testObjective } from '../testing/test-objectives.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const errors = testObjective();
const speed = testObjective({ name: 'speed', period: { kind: 'rolling', lengthMs: 4 * HOUR_MS } });
const ERRORS = objectiveId(errors);

let bench: ObjectivesBench;

afterEach(async () => {
  await bench.stop();
});

/** Some time in which everybody is as they are. */
interface Stretch {
  readonly minutes: number;
  /** `mute`: it records and does not answer; `down`: neither. */
  readonly prometheus: 'well' | 'mute' | 'down';
  readonly database: 'well' | 'away' | 'lost';
  readonly server: 'up' | 'down' | 'restarted';
}

async function live({ minutes, prometheus, database, server }: Stretch): Promise<void> {
  const fromMs = bench.clock.now();
  bench.counts.answers = prometheus === 'well';
  bench.store.mood = database;
  if (server !== 'up' && bench.objectives !== undefined) await bench.stop();
  if (server !== 'down' && bench.objectives === undefined) bench.start();
  for (let minute = 1; minute <= minutes; minute += 1) {
    const toMs = fromMs + minute * MINUTE_MS;
    if (prometheus !== 'down') {
      const total = 1 + (minute % 7);
      bench.counts.record(ERRORS, { fromMs: toMs - MINUTE_MS, toMs, total, bad: minute % 3 === 0 ? 1 : 0 });
      bench.counts.record(objectiveId(speed), { fromMs: toMs - MINUTE_MS, toMs, total: 2, bad: 0 });
    }
    await bench.clock.goTo(toMs);
  }
}

const WELL = { prometheus: 'well', database: 'well', server: 'up' } as const;

describe('what objectives counted', () => {
  it('is stored as if nobody had ever been away', async () => {
    const stretch: fc.Arbitrary<Stretch> = fc.record({
      minutes: fc.integer({ min: 1, max: 25 }),
      prometheus: fc.constantFrom('well', 'well', 'mute', 'down'),
      database: fc.constantFrom('well', 'well', 'away', 'lost'),
      server: fc.constantFrom('up', 'up', 'restarted', 'down'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { minLength: 1, maxLength: 8 }), async (stretches) => {
        bench = new ObjectivesBench([errors, speed]);
        for (const each of stretches) await live(each);
        await live({ ...WELL, minutes: 2 });
        const nowMs = bench.clock.now();
        await bench.clock.goTo(nowMs + 15_000); // every one of them has looked since
        expect(bench.store.blocks()).toEqual(bench.counts.completeBlocks(nowMs - MINUTE_MS));
        const { total, bad } = (await bench.counts.between(-1, nowMs)).get(ERRORS) ?? { total: 0, bad: 0 };
        expect(bench.looked(errors)?.state).toMatchObject({ total, bad });
        await bench.stop();
      }),
      { numRuns: 25 },
    );
  }, 30_000);
});

it('counts nothing twice while blocks are stored during a look', async () => {
  const long = testObjective({ period: { kind: 'rolling', lengthMs: 7 * 24 * HOUR_MS } });
  bench = new ObjectivesBench([long]);
  bench.counts.record(ERRORS, { fromMs: 0, toMs: 2 * HOUR_MS, total: 3, bad: 1 });
  bench.start();
  await bench.clock.goTo(10 * MINUTE_MS);
  bench.counts.delay = () => bench.clock.sleep(11_000);
  for (let atMs = 10 * MINUTE_MS; atMs < 2 * HOUR_MS - MINUTE_MS; atMs += 5_000) {
    bench.store.mood = Math.floor(atMs / (12.3 * MINUTE_MS)) % 2 === 0 ? 'well' : 'away';
    await bench.clock.goTo(atMs);
    const state = bench.looked(long)?.state;
    expect(state?.total).toBe(Math.floor((state?.nowMs ?? 0) / 5_000) * 3);
  }
  await bench.clock.goTo(bench.clock.now() + 11_000); // nobody waits any more
}, 30_000);

const FREEZE = {
  when: { kind: 'remaining-below', ratio: 0.5 },
  freeze: ['releases', 'experiments'],
  place: { line: 1, column: 1 },
} as const;

/** So many requests at each evaluation of so many minutes. */
async function serve(minutes: number, total: number, bad: number): Promise<void> {
  const fromMs = bench.clock.now();
  const toMs = fromMs + minutes * MINUTE_MS;
  bench.counts.record(ERRORS, { fromMs, toMs, total, bad });
  await bench.clock.goTo(toMs);
}

const told = (): readonly string[] => bench.store.events.map(({ type }) => type);

describe('how a budget stands', () => {
  it('is told once, with what it freezes, whoever stops and starts in between', async () => {
    bench = new ObjectivesBench([errors], [FREEZE]);
    bench.start();
    await serve(30, 1_000, 0);
    await serve(30, 1_000, 50);
    expect(told()).toEqual(['budget.exhausted', 'budget.frozen']);
    await bench.stop();
    bench.start();
    await serve(10, 1_000, 0);
    expect(told()).toHaveLength(2);
    expect(bench.looked(errors)?.standing).toMatchObject({ status: 'exhausted', frozen: [{ what: 'releases' }, {}] });
    const [exhausted, frozen] = bench.store.events;
    expect(frozen).toMatchObject({ subject: ERRORS, data: { what: ['releases', 'experiments'] } });
    expect(exhausted?.data).toMatchObject({ before: 'ok', target: '99' });
  });

  it('is told when it is well again, and releases what was frozen', async () => {
    bench = new ObjectivesBench([errors], [FREEZE]);
    bench.start();
    await serve(30, 1_000, 20);
    await serve(4 * 60, 1_000, 0);
    expect(told().slice(-2)).toEqual(['budget.recovered', 'budget.released']);
    expect(bench.looked(errors)?.standing).toMatchObject({ status: 'ok', frozen: [] });
  });

  it('is told once though the database commits and its answer is lost', async () => {
    bench = new ObjectivesBench([errors]);
    bench.start();
    await serve(30, 1_000, 0);
    bench.store.mood = 'lost';
    await serve(60, 1_000, 50);
    bench.store.mood = 'well';
    await serve(5, 1_000, 50);
    expect(told()).toEqual(['budget.exhausted']);
  });

  it('is told when the database is back', async () => {
    bench = new ObjectivesBench([errors]);
    bench.start();
    await serve(30, 1_000, 0);
    bench.store.mood = 'away';
    await serve(60, 1_000, 50);
    expect(bench.looked(errors)?.state?.budgetRemainingRatio).toBeLessThan(0);
    expect(told()).toEqual([]);
    bench.store.mood = 'well';
    await serve(1, 1_000, 50);
    expect(told()).toEqual(['budget.exhausted']);
  });

  it('freezes nothing any more for an objective that is no more', async () => {
    bench = new ObjectivesBench([errors, speed], [FREEZE]);
    bench.start();
    await serve(30, 1_000, 20);
    const [first, second] = bench.watched.objectives;
    bench.watched = { ...bench.watched, objectives: second === undefined ? [] : [second] };
    await serve(1, 1_000, 20);
    expect(bench.store.events.at(-1)).toMatchObject({ type: 'budget.released', data: { remainingRatio: null } });
    expect(bench.looked(errors)).toBeUndefined();
    bench.watched = { ...bench.watched, objectives: first === undefined ? [] : [first] };
    await serve(1, 1_000, 20);
    expect(bench.store.events.at(-1)).toMatchObject({ type: 'budget.frozen' });
  });
});

describe('burn rates', () => {
  const burnOf = (windowMs: number): number | undefined =>
    bench.looked(errors)?.state?.burns.find((burn) => burn.windowMs === windowMs)?.burnRate;

  it('are those of their windows, also of such as begin in stored blocks', async () => {
    bench = new ObjectivesBench([errors]);
    bench.start();
    await serve(60, 10, 1);
    await serve(90, 10, 0);
    await serve(6, 10, 2);
    expect(burnOf(120_000)).toBeCloseTo(20);
    // 144 minutes: 48 of the first hour, all that was well, and the end.
    expect(burnOf(8_640_000)).toBeCloseTo((48 * 1 + 6 * 2) / (144 * 0.1));
  });

  it('of what is recorded once a minute are not of less than a minute', async () => {
    bench = new ObjectivesBench([errors]);
    bench.watched = { ...bench.watched, objectives: [{ objective: errors, maintenance: [], stepSeconds: 60 }] };
    bench.start();
    await serve(1, 10, 1);
    await serve(1, 10, 0);
    expect([burnOf(10_000), burnOf(60_000), burnOf(120_000)]).toEqual([0, 0, 5]);
    bench.counts.record(ERRORS, { fromMs: 120_000, toMs: 125_000, total: 10, bad: 10 });
    await bench.clock.goTo(165_000);
    expect(burnOf(10_000)).toBeCloseTo(25); // one of the four samples of the last minute
  });
});

describe('time that nobody observed', () => {
  it('is told when there is something again, and counts as a gap', async () => {
    bench = new ObjectivesBench([errors]);
    bench.start();
    await serve(30, 10, 0);
    await bench.clock.goTo(HOUR_MS);
    await serve(15, 10, 0);
    expect(bench.gaps).toEqual([[30 * MINUTE_MS, HOUR_MS]]);
    await bench.stop();
    bench.start();
    await serve(15, 10, 0);
    expect(bench.gaps).toHaveLength(1);
    expect(bench.looked(errors)?.state?.coveredMs).toBe(HOUR_MS);
  });

  it('gives no figures while what Prometheus still has is being stored', async () => {
    bench = new ObjectivesBench([errors]);
    await serve(300, 10, 1);
    bench.store.mood = 'away';
    bench.start();
    await bench.clock.goTo(301 * MINUTE_MS);
    expect(bench.objectives?.looked).toBeUndefined();
    bench.store.mood = 'well';
    await bench.clock.goTo(302 * MINUTE_MS);
    expect(bench.looked(errors)?.state).toMatchObject({ total: 36_000, bad: 3_600 });
  });
});

describe('a clock that is set back', () => {
  it('takes nothing away from what was counted', async () => {
    bench = new ObjectivesBench([errors]);
    bench.start();
    await serve(60, 10, 1);
    bench.clock.setBack(20 * MINUTE_MS);
    await bench.clock.goTo(41 * MINUTE_MS);
    expect(bench.looked(errors)?.state).toMatchObject({ total: 41 * 120, bad: 41 * 12 });
    await bench.clock.goTo(60 * MINUTE_MS);
    await serve(60, 10, 1);
    expect(bench.store.blocks()).toEqual(bench.counts.completeBlocks(bench.clock.now() - MINUTE_MS));
    expect(bench.looked(errors)?.state).toMatchObject({ total: 2 * 7_200, bad: 2 * 720 });
  });
});
