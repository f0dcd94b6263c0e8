import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../fixtures/virtual-clock.ts';
import type { MeshFault } from './fault.ts';
import { faultFamilies } from './fault-families.ts';
import { Faults } from './faults.ts';

const FAULT: MeshFault = {
  ...{ id: 'slow', per: 'request', match: {}, leaseMs: 10_000 },
  effect: { kind: 'latency', ms: 1_000 },
};
const SUBJECT = { consumer: 'web', service: 'api', version: 'v1' };

function setUp(): { clock: VirtualClock; faults: Faults; announced: string[] } {
  const clock = new VirtualClock();
  const announced: string[] = [];
  const faults = new Faults(clock, (active) => announced.push(active.fault.id));
  return { clock, faults, announced };
}

describe('faults', () => {
  it('run out by themselves, and what they did is remembered', async () => {
    const { clock, faults } = setUp();
    faults.put(FAULT);
    faults.forRequests[0]?.decide(SUBJECT);
    await clock.advance(9_999);
    expect(faults.forRequests).toHaveLength(1);
    await clock.advance(1);
    expect(faults.forRequests).toEqual([]);
    expect(faults.get('slow')).toMatchObject({ state: 'expired', matched: 1, affected: 0 });
  });

  it('are renewed by being set once more, their counts going on, and replaced by another of the name', async () => {
    const { clock, faults } = setUp();
    faults.put(FAULT);
    faults.forRequests[0]?.decide(SUBJECT);
    await clock.advance(9_000);
    expect(faults.put({ ...FAULT, leaseMs: 20_000 })).toMatchObject({ matched: 1, state: 'active' });
    await clock.advance(19_999);
    expect(faults.activeCount).toBe(1);
    expect(faults.put({ ...FAULT, seed: 2 })).toMatchObject({ matched: 0 });
    expect(faults.list().map(({ state }) => state)).toEqual(['replaced', 'active']);
    await clock.advance(10_000);
    expect(faults.activeCount).toBe(0);
  });

  it('let go at once what waits for them when they end, and say how long it waited', async () => {
    const { clock, faults } = setUp();
    faults.put(FAULT);
    const [active] = faults.forRequests;
    const gone: string[] = [];
    active?.hold(1_000, () => gone.push('after its time'));
    active?.hold(Infinity, () => gone.push('never but for the end'));
    const cancel = active?.hold(Infinity, () => gone.push('cancelled'));
    cancel?.();
    await clock.advance(1_000);
    expect(gone).toEqual(['after its time']);
    expect(faults.remove('slow')).toMatchObject({ state: 'removed', waiting: 1 });
    await clock.advance(0);
    expect(gone).toEqual(['after its time', 'never but for the end']);
    expect(faults.get('slow')).toMatchObject({ waiting: 0 });
    expect(faults.remove('slow')).toBeUndefined();
  });

  it('tell connections of new ones only', () => {
    const { faults, announced } = setUp();
    faults.put(FAULT);
    faults.put({ ...FAULT, id: 'raw', per: 'connection' });
    faults.put({ ...FAULT, id: 'raw', per: 'connection' });
    expect(announced).toEqual(['raw']);
    expect([faults.forRequests.length, faults.forConnections.length]).toEqual([1, 1]);
    expect(faults.clear('stopped').map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  });

  it('are forgotten in the end, and are one series per name and kind', () => {
    const { faults } = setUp();
    for (let count = 0; count < 200; count += 1) {
      faults.put({ ...FAULT, seed: count });
      faults.forRequests[0]?.countAffected();
    }
    expect(faults.list().length).toBe(65);
    expect(faultFamilies(faults.list())).toMatchObject([
      { name: 'mesh_faults_active', samples: [{ value: 1 }] },
      { samples: [{ labels: { fault: 'slow', kind: 'latency' }, value: 65 }] },
    ]);
  });
});
