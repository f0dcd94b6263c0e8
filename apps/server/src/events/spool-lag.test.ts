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

  it('counts from the start where nobody knows whether what happened before is stored', () => {
    const lag = new SpoolLag();
    lag.found(event(7, 1_000), 100_000);
    expect(lag.seconds(140_000)).toBe(40);
    lag.storedUpTo('boot:6');
    expect(lag.seconds(141_000)).toBe(41);
    lag.storedUpTo('boot:7');
    expect(lag.seconds(142_000)).toBe(0);
    lag.saw(event(8, 141_500));
    expect(lag.seconds(142_000)).toBe(0.5);
  });
});
