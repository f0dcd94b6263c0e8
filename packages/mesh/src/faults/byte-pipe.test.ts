import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../fixtures/virtual-clock.ts';
import { ActiveFault } from './active-fault.ts';
import { BytePipe } from './byte-pipe.ts';
import { strikeOf } from './byte-stage.ts';
import type { FaultEffect } from './fault.ts';

class Bench {
  readonly clock = new VirtualClock();
  /** What came through, and when. */
  readonly arrived: { readonly text: string; readonly at: number }[] = [];
  rooms = 0;
  readonly pipe = new BytePipe({
    now: () => this.clock.monotonicMs(),
    onBytes: (bytes) => this.arrived.push({ text: bytes.toString('latin1'), at: this.clock.monotonicMs() }),
    onRoom: () => {
      this.rooms += 1;
    },
  });

  add(effect: FaultEffect, seed = 1): ActiveFault {
    const fault = { id: effect.kind, per: 'connection', match: {}, effect, seed, leaseMs: 1_000 } as const;
    const active = new ActiveFault(fault, this.clock);
    this.pipe.add(strikeOf(active, effect));
    return active;
  }

  write(text: string): boolean {
    return this.pipe.write(Buffer.from(text, 'latin1'));
  }

  end(closes = true): void {
    this.pipe.end(closes, () => this.arrived.push({ text: '<end>', at: this.clock.monotonicMs() }));
  }

  get text(): string {
    return this.arrived.map(({ text }) => text).join('');
  }
}

describe('bytes through faults', () => {
  it('arrive later by the latency, as close together as they were sent', async () => {
    const bench = new Bench();
    const active = bench.add({ kind: 'latency', ms: 100 });
    bench.write('a');
    await bench.clock.advance(30);
    bench.write('b');
    bench.end();
    await bench.clock.advance(500);
    expect(bench.arrived).toEqual([
      { text: 'a', at: 100 },
      { text: 'b', at: 130 },
      { text: '<end>', at: 130 },
    ]);
    expect(active.status()).toMatchObject({ affected: 1, addedMs: 130, delayedBytes: 2, waiting: 0 });
  });

  it('drip at the rate', async () => {
    const bench = new Bench();
    bench.add({ kind: 'bandwidth', bytesPerSecond: 1_000 });
    bench.write('x'.repeat(500));
    bench.end();
    await bench.clock.advance(250);
    expect(bench.text.length).toBeGreaterThanOrEqual(230);
    expect(bench.text.length).toBeLessThanOrEqual(250);
    await bench.clock.advance(250);
    expect(bench.text).toBe(`${'x'.repeat(500)}<end>`);
    expect(bench.arrived.at(-1)?.at).toBeCloseTo(500, 5);
  });

  it('go on at once when the fault ends, in order and none lost', async () => {
    const bench = new Bench();
    const hole = bench.add({ kind: 'blackhole' });
    const slow = bench.add({ kind: 'latency', ms: 50 });
    bench.write('a');
    await bench.clock.advance(10_000);
    bench.write('b');
    bench.end();
    expect(bench.text).toBe('');
    hole.end('removed');
    await bench.clock.advance(0);
    bench.write('c');
    slow.end('removed');
    await bench.clock.advance(0);
    expect(bench.text).toBe('ab<end>c');
    expect(bench.pipe.isSpent).toBe(true);
    expect(hole.status()).toMatchObject({ affected: 1, addedMs: 10_000, delayedBytes: 2 });
  });

  it('hold back the end of the connection only, where closing is slow', async () => {
    const bench = new Bench();
    const active = bench.add({ kind: 'slow-close', ms: 300 });
    bench.write('a');
    bench.end(false);
    expect([bench.text, active.affected]).toEqual(['a<end>', 0]);
    bench.end(true);
    await bench.clock.advance(299);
    expect(bench.text).toBe('a<end>');
    await bench.clock.advance(1);
    expect([bench.text, active.affected]).toEqual(['a<end><end>', 1]);
  });

  it('stop the sender when much waits, and let it go on', async () => {
    const bench = new Bench();
    const active = bench.add({ kind: 'blackhole' });
    expect(bench.write('x'.repeat(1_048_576))).toBe(true);
    expect(bench.write('x')).toBe(false);
    active.end('removed');
    await bench.clock.advance(0);
    expect([bench.rooms, bench.pipe.length]).toEqual([1, 0]);
  });

  it('never lose, repeat or reorder a byte, whatever faults come and go', async () => {
    const effect = fc.oneof(
      fc.record({ kind: fc.constant('latency' as const), ms: fc.nat(50), jitterMs: fc.nat(100) }),
      fc.record({ kind: fc.constant('bandwidth' as const), bytesPerSecond: fc.integer({ min: 10, max: 10_000 }) }),
      fc.constant({ kind: 'blackhole' as const }),
    );
    const step = fc.oneof(
      fc.record({ what: fc.constant('write' as const), size: fc.nat(60) }),
      fc.record({ what: fc.constant('wait' as const), ms: fc.nat(200) }),
      fc.record({ what: fc.constant('add' as const), effect }),
      fc.record({ what: fc.constant('remove' as const), index: fc.nat(5) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const bench = new Bench();
        const active: ActiveFault[] = [];
        let sent = '';
        for (const next of steps) {
          if (next.what === 'write') {
            const text = String.fromCharCode(33 + (sent.length % 90)).repeat(next.size);
            sent += text;
            bench.write(text);
          } else if (next.what === 'wait') await bench.clock.advance(next.ms);
          else if (next.what === 'add') active.push(bench.add(next.effect));
          else active[next.index % Math.max(1, active.length)]?.end('removed');
          expect(sent.startsWith(bench.text)).toBe(true);
        }
        for (const fault of active) fault.end('removed');
        await bench.clock.advance(0);
        expect(bench.text).toBe(sent);
        expect(bench.pipe.isSpent).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
