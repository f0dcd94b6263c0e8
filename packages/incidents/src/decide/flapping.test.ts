import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downtimeMs } from '../figures/downtime.ts';
import { Desk, firing, resolved, T0, wall } from './decide.testing.ts';

const DB = 'ServiceDown db';

/** Down and up again and again. */
function flap(desk: Desk, times: readonly (readonly [startMs: number, endMs: number])[]): Desk {
  for (const [startMs, endMs] of times) {
    desk.passTo(startMs).take(startMs, firing(DB, startMs));
    desk.passTo(endMs).take(endMs, resolved(DB, startMs, endMs));
  }
  return desk;
}

function pages(desk: Desk): readonly string[] {
  return desk.told.filter((each) => each.endsWith('pagerduty')).map((each) => each.split(' ')[1] ?? '');
}

describe('what comes and goes', () => {
  it('is resolved only after two minutes of quiet at least, once it came back twice, and not told as back meanwhile', () => {
    const desk = flap(new Desk(), [
      [0, 10_000],
      [60_000, 70_000],
      [120_000, 130_000],
      [180_000, 190_000],
      [240_000, 250_000],
    ]);
    expect(pages(desk)).toEqual(['triggered', 'resolved', 'reopened', 'resolved', 'reopened']);
    desk.passTo(369_999);
    expect(desk.incident(1)).toMatchObject({ status: 'triggered', firingCount: 0 });
    desk.passTo(370_000);
    expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(250_000), reopenings: 2 });
    expect(pages(desk)).toEqual(['triggered', 'resolved', 'reopened', 'resolved', 'reopened', 'resolved']);
    expect(desk.incident(1).disturbances).toHaveLength(5);
  });

  it('is kept in few disturbances however often it does, with as much downtime', () => {
    const times = Array.from({ length: 300 }, (_, index) => {
      const startMs = index * 60_000 + (index % 7) * 1_000;
      return [startMs, startMs + 10_000 + (index % 3)] as const;
    });
    const desk = flap(new Desk(), times);
    const { alertCount, disturbances } = desk.incident(1);
    expect([alertCount, disturbances.length]).toEqual([300, 100]);
    const downMs = times.reduce((sum, [startMs, endMs]) => sum + endMs - startMs, 0);
    expect(downtimeMs(desk.incident(1), T0)).toBeCloseTo(downMs, 5);
    expect(disturbances[0]?.from).toBe(wall(0));
    expect(disturbances.at(-1)?.to).toBe(wall(times.at(-1)?.[1] ?? 0));
    const again = new Desk().take(
      20 * 3_600_000,
      ...times.map(([startMs, endMs]) => resolved(DB, startMs, endMs)).reverse(),
    );
    expect(again.incident(1).disturbances).toEqual(disturbances);
  });

  it.each([
    ['two and a half minutes', 150_000, 300_000],
    ['five minutes', 300_000, 600_000],
    ['nine minutes', 540_000, 600_000],
  ])('pages three times at most, however often it comes back after %s', (_, quietMs, heldMs) => {
    const times = Array.from({ length: 30 }, (__, index) => index * (30_000 + quietMs));
    const desk = flap(
      new Desk(),
      times.map((startMs) => [startMs, startMs + 30_000] as const),
    );
    const loud = ['triggered', 'resolved', 'reopened', 'resolved', 'reopened'];
    expect(pages(desk)).toEqual(loud);
    const endMs = (times.at(-1) ?? 0) + 30_000;
    desk.passTo(endMs + heldMs - 1);
    expect(desk.incident(1).status).toBe('triggered');
    desk.passTo(endMs + heldMs);
    expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(endMs) });
    expect(pages(desk)).toEqual([...loud, 'resolved']);
  });

  it('is told at once where it is worse than before', () => {
    const times = [0, 180_000, 360_000, 540_000].map((startMs) => [startMs, startMs + 30_000] as const);
    const shop = 'ServiceDown shop';
    const desk = new Desk();
    for (const [startMs, endMs] of times) {
      desk.passTo(startMs).take(startMs, firing(shop, startMs));
      desk.passTo(endMs).take(endMs, resolved(shop, startMs, endMs));
    }
    const { length } = pages(desk);
    desk.passTo(700_000).take(700_000, firing(DB, 700_000));
    expect(pages(desk).slice(length)).toEqual(['severity']);
  });

  it('is held no longer than that by a restart, nor by a clock that is set back', () => {
    const times = [
      [0, 10_000],
      [60_000, 70_000],
      [120_000, 130_000],
    ] as const;
    const restarted = flap(new Desk(), times).restart(200_000).passTo(249_999);
    expect(restarted.incident(1).status).toBe('triggered');
    expect(restarted.passTo(250_000).incident(1).status).toBe('resolved');
    const setBack = flap(new Desk(), times);
    setBack.decide(140_000 - 3_600_000, { kind: 'time' });
    setBack.passTo(140_000 - 3_600_000 + 120_000);
    expect(setBack.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(130_000) });
  });

  it('is held no more once a person resolves it, and asks for no decision any more', () => {
    const desk = flap(new Desk(), [
      [0, 10_000],
      [60_000, 70_000],
      [120_000, 130_000],
    ]);
    desk.command(140_000, 1, { kind: 'resolve' });
    for (const ms of [145_000, 250_000, 251_000]) desk.decide(ms, { kind: 'time' });
    expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedBy: 'ana' });
    expect(desk.state.wakeAtMs).toBeNull();
  });

  it('is held as long however its alerts are told: one by one, or beginning and end together', () => {
    const times = [
      [0, 10_000],
      [60_000, 70_000],
      [180_000, 185_000],
    ] as const;
    const held = (desk: Desk): readonly [number, string] => {
      desk.passTo(404_999);
      return [(desk.state.wakeAtMs ?? 0) - T0, desk.incident(1).status];
    };
    const oneByOne = held(flap(new Desk(), times));
    const before = flap(new Desk(), times.slice(0, 2)).passTo(180_000);
    expect(held(before.take(185_000, resolved(DB, 180_000, 185_000)))).toEqual(oneByOne);
    const quick = [
      [0, 10_000],
      [60_000, 70_000],
      [120_000, 130_000],
    ] as const;
    const together = flap(new Desk(), quick)
      .passTo(185_000)
      .take(185_000, resolved(DB, 180_000, 185_000));
    expect((together.state.wakeAtMs ?? 0) - T0).toBe(305_000);
  });

  it('tells a bounded number of messages, its beginning at once and its end within ten minutes', () => {
    const turns = fc.array(fc.tuple(fc.integer({ min: 500, max: 300_000 }), fc.integer({ min: 0, max: 30_000 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(turns, (gaps) => {
        let atMs = 0;
        const times = gaps.map(([quietMs, troubleMs]) => {
          const startMs = atMs + quietMs;
          atMs = startMs + troubleMs;
          return [startMs, atMs] as const;
        });
        const desk = new Desk();
        for (const time of times) {
          flap(desk, [time]);
          const { status } = desk.incident(1);
          expect(pages(desk)[0]).toBe('triggered');
          expect(status === 'resolved' || desk.state.wakeAtMs !== null).toBe(true);
        }
        desk.passTo(atMs + 600_000);
        expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(atMs) });
        // Three times two messages, and then two whenever it was quiet for twice as long as ever within the hour.
        expect(pages(desk).length).toBeLessThanOrEqual(6 + 6 * Math.ceil(atMs / 3_600_000));
        expect(pages(desk).at(-1)).toBe('resolved');
      }),
      { numRuns: 100 },
    );
  });
});
