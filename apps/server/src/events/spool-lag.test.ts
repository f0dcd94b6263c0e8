import type { NinesEvent } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { SpoolLag } from './spool-lag.ts';

function event(sequence: number, ms: number): NinesEvent {
  const time = new Date(ms).toISOString();
  return { id: `boot:${sequence}`, type: 'instance.ready', source: 'supervisor', subject: 'web-0', time, data: {} };
}

describe('the lag of the event log', () => {
  it('is the age of the oldest event that is not stored, 0 when level', () => {
    const lag = new SpoolLag();
    expect(lag.seconds(9_000)).toBe(0);
    lag.saw(event(1, 1_000));
    lag.saw(event(2, 5_000));
    expect(lag.seconds(9_000)).toBe(8);
    lag.stored([event(1, 1_000), event(2, 5_000)]);
    expect(lag.seconds(9_000)).toBe(0);
    lag.saw(event(3, 8_000));
    expect(lag.seconds(9_000)).toBe(1);
  });
});
