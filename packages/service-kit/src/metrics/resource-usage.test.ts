import { describe, expect, it } from 'vitest';

import { ResourceUsage } from './resource-usage.ts';

function readings() {
  const state = { nowMs: 0, cpuMicros: 0 };
  const read = {
    nowMs: () => state.nowMs,
    cpuMicros: () => state.cpuMicros,
    residentBytes: () => 50,
    availableBytes: () => 200,
  };
  return { state, read };
}

describe('ResourceUsage', () => {
  it('gives CPU since the previous reading in percent of a core', () => {
    const { state, read } = readings();
    const usage = new ResourceUsage(read);
    Object.assign(state, { nowMs: 2_000, cpuMicros: 1_000_000 });
    expect(usage.cpuPercent()).toBe(50);
    Object.assign(state, { nowMs: 3_000, cpuMicros: 3_000_000 });
    expect(usage.cpuPercent()).toBe(200);
  });

  it('gives two scrapers that ask at almost the same time the same figure', () => {
    const { state, read } = readings();
    const usage = new ResourceUsage(read);
    Object.assign(state, { nowMs: 5_000, cpuMicros: 1_000_000 });
    expect(usage.cpuPercent()).toBe(20);
    Object.assign(state, { nowMs: 5_001, cpuMicros: 1_001_000 });
    expect(usage.cpuPercent()).toBe(20);
  });

  it('gives memory in percent of what the process may use', () => {
    expect(new ResourceUsage(readings().read).memoryPercent()).toBe(25);
  });
});
