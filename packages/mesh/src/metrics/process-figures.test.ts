import { afterAll, expect, it } from 'vitest';
import { renderMetrics } from './exposition.ts';
import { ProcessFigures } from './process-figures.ts';

const figures = new ProcessFigures(() => 0);

afterAll(() => figures.stop());

it('says when the process was started, by which whoever counts tells a new process from one that was out of sight', () => {
  const [, started = ''] = /^process_start_time_seconds (\S+)$/m.exec(renderMetrics(figures.families())) ?? [];
  const ageSeconds = Date.now() / 1_000 - Number(started);
  expect(Math.abs(ageSeconds - process.uptime())).toBeLessThan(60);
});
