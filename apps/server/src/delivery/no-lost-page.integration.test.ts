import { expect, it } from 'vitest';
import { runKills } from '../testing/kill-run.ts';

it('loses no page and repeats none to those who look at keys, whenever between alert and delivery it is killed', async () => {
  const kills = 6;
  const outcome = await runKills({ kills, random: Math.random, signal: AbortSignal.timeout(410_000) });
  expect(outcome).toMatchObject({ kills, incidents: kills, missing: [], lost: 0, duplicates: 0, refused: 0 });
  expect(outcome.decided).toBeGreaterThanOrEqual(kills * 4);
  expect(outcome.repeats.slack).toBeLessThanOrEqual(kills);
  expect(outcome.repeats.telegram).toBeLessThanOrEqual(kills);
}, 420_000);
