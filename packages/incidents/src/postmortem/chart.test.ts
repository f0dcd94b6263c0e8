import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartSvg } from './chart.ts';
import type { Chart } from './chart.ts';

const FRAME = { fromMs: 0, toMs: 600_000, incident: { startMs: 120_000, endMs: 300_000 } };

function chart(changes: Partial<Chart> = {}): Chart {
  const points = [0, 60_000, 120_000, 180_000, 240_000].map((atMs) => ({ atMs, value: atMs / 240_000 }));
  return {
    name: 'error-ratio',
    title: 'Failed requests',
    unit: 'ratio',
    lines: [{ label: 'api', points }],
    ...changes,
  };
}

/** Every element is closed, in order; nothing else begins with `<`. */
function openElements(svg: string): readonly string[] {
  const open: string[] = [];
  for (const [, end, name = '', own] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (end === '/') expect(open.pop()).toBe(name);
    else if (own !== '/') open.push(name);
  }
  return open;
}

describe('a chart', () => {
  it('has a title and a description for those who do not see it, and shades the incident', () => {
    const svg = chartSvg(chart(), FRAME);
    expect(svg).toContain('aria-labelledby="error-ratio-title error-ratio-desc"');
    expect(svg).toContain('api: lowest 0 %, highest 100 %.');
    expect(svg).toContain('took 3 min 0 s');
    expect(svg).toContain('<rect class="i" x="200" y="48" width="204"');
    expect(svg).toContain('M64 244L132 195');
  });

  it('does not bridge what is not known', () => {
    const points = [0, 10_000, 20_000, 30_000, 300_000, 310_000].map((atMs) => ({ atMs, value: 1 }));
    const svg = chartSvg(chart({ unit: 'count', lines: [{ label: 'api', points }] }), FRAME);
    expect(/ d="(M64[^"]*)"/.exec(svg.slice(svg.indexOf('c0 l')))?.[1]?.match(/M/g)).toHaveLength(2);
  });

  it('says where nothing was measured', () => {
    expect(chartSvg(chart({ lines: [] }), FRAME)).toContain('nothing was measured');
  });

  it('is well formed whatever it shows, and has neither scripts nor references', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -1, 0, 1e300));
    const line = fc.record({
      label: fc.string({ unit: 'binary' }),
      points: fc.array(fc.record({ atMs: fc.integer({ min: -1e6, max: 1e6 }), value })),
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constant('</title><script>alert(1)</script>')),
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('ratio', 'seconds', 'count'),
        (title, lines, unit) => {
          const svg = chartSvg(chart({ title, lines, unit }), FRAME);
          expect(openElements(svg)).toEqual([]);
          expect(svg).not.toMatch(/<script|href|NaN|Infinity|undefined/);
          expect(svg).toBe(chartSvg(chart({ title, lines, unit }), FRAME));
        },
      ),
      { numRuns: 60 },
    );
  });
});
