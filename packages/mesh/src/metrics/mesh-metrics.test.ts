import { describe, expect, it } from 'vitest';
import type { RequestKind } from '../declared-load.ts';
import type { EdgeMetrics, RouteMetrics } from './edge-metrics.ts';
import { acceptedFormat, renderMetrics } from './exposition.ts';
import { MeshMetrics } from './mesh-metrics.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traced = Buffer.from(`00-${TRACE}-`);
const MINUTE = 60_000;

function observe(route: RouteMetrics, durationMs: number, kind: RequestKind = 'user'): void {
  route.observe(kind, { status: 204, durationMs, atMs: 1_790_000_000_500, traced, traceIdAt: 3 });
}

const text = (metrics: MeshMetrics, now = 0): string => renderMetrics(metrics.families(now));

describe('metrics', () => {
  it('shows every status class at zero for users before the first request, other kinds from their first on', () => {
    const metrics = new MeshMetrics();
    const edge = metrics.edge('web', 'api');
    metrics.announce(new Map([[edge, new Set(['v1'])]]), 0);
    for (const statusClass of ['1xx', '2xx', '3xx', '4xx', '5xx']) {
      expect(text(metrics)).toContain(
        `mesh_requests_total{consumer="web",service="api",version="v1",kind="user",status_class="${statusClass}"} 0\n`,
      );
    }
    expect(text(metrics)).not.toContain('kind="probe"');
    observe(edge.route('v1'), 1, 'probe');
    expect(text(metrics)).toContain('version="v1",kind="probe",status_class="2xx"} 1\n');
    expect(text(metrics)).toContain('version="v1",kind="user",status_class="2xx"} 0\n');
  });

  it('answers "below 200 ms" exactly', () => {
    const metrics = new MeshMetrics();
    const route = metrics.edge('web', 'api').route('v1');
    for (const durationMs of [0.5, 199.9, 200, 200.1, 60_000]) observe(route, durationMs);
    const labels = 'consumer="web",service="api",version="v1",kind="user"';
    expect(text(metrics)).toContain(`mesh_request_duration_seconds_bucket{${labels},le="0.2"} 3\n`);
    expect(text(metrics)).toContain(`mesh_request_duration_seconds_bucket{${labels},le="30"} 4\n`);
    expect(text(metrics)).toContain(`mesh_request_duration_seconds_bucket{${labels},le="+Inf"} 5\n`);
    expect(text(metrics)).toContain(`mesh_request_duration_seconds_count{${labels}} 5\n`);
    expect(text(metrics)).toContain('status_class="2xx"} 5\n');
  });

  it('names the trace of the last request of each bucket to those who understand it', () => {
    const metrics = new MeshMetrics();
    observe(metrics.edge('web', 'api').route('v1'), 150);
    const open = renderMetrics(metrics.families(0), acceptedFormat('application/openmetrics-text;version=1.0.0'));
    expect(open).toContain(`,le="0.2"} 1 # {trace_id="${TRACE}"} 0.15 1790000000.5\n`);
    expect(open).toContain(',le="0.1"} 0\n');
    expect(open).toContain('# TYPE mesh_requests counter\nmesh_requests_total{');
    expect(open).toMatch(/\n# EOF\n$/);
    expect(text(metrics)).not.toContain(TRACE);
  });

  it('forgets versions and edges that have been gone for long, and not before', () => {
    const metrics = new MeshMetrics();
    const announce = (version: string, now: number): EdgeMetrics => {
      const edge = metrics.edge('web', 'api');
      metrics.announce(new Map([[edge, new Set(['', version])]]), now);
      return edge;
    };
    for (let roll = 0; roll < 300; roll += 1) {
      observe(announce(`v${roll}`, roll * MINUTE).route(`v${roll}`), 1);
      metrics.families(roll * MINUTE);
    }
    expect(text(metrics, 300 * MINUTE).match(/duration_seconds_count/g)?.length).toBeLessThan(20);
    expect(text(metrics, 300 * MINUTE)).toContain('version="v290"');
    metrics.announce(new Map(), 300 * MINUTE);
    text(metrics, 314 * MINUTE);
    expect(text(metrics, 314 * MINUTE)).toContain('consumer="web"');
    expect(text(metrics, 315 * MINUTE)).not.toContain('consumer="web"');
  });

  it('escapes label values', () => {
    const samples = [{ labels: { path: 'a"b\\c\nd' }, value: 1 }];
    expect(renderMetrics([{ name: 'x', help: 'X', type: 'gauge', samples }])).toBe(
      '# HELP x X\n# TYPE x gauge\nx{path="a\\"b\\\\c\\nd"} 1\n',
    );
  });
});
