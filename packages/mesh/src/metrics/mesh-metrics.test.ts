import { describe, expect, it } from 'vitest';
import { renderMetrics } from './exposition.ts';
import { MeshMetrics } from './mesh-metrics.ts';

describe('metrics', () => {
  it('shows every status class at zero before the first request', () => {
    const metrics = new MeshMetrics();
    metrics.edge('web', 'api').route('v1');
    const text = metrics.render();
    for (const statusClass of ['1xx', '2xx', '3xx', '4xx', '5xx']) {
      expect(text).toContain(
        `mesh_requests_total{consumer="web",service="api",version="v1",status_class="${statusClass}"} 0\n`,
      );
    }
  });

  it('answers "below 200 ms" exactly', () => {
    const metrics = new MeshMetrics();
    const route = metrics.edge('web', 'api').route('v1');
    for (const durationMs of [0.5, 199.9, 200, 200.1, 60_000]) route.observe(204, durationMs);
    const text = metrics.render();
    expect(text).toContain(
      'mesh_request_duration_seconds_bucket{consumer="web",service="api",version="v1",le="0.2"} 3\n',
    );
    expect(text).toContain(
      'mesh_request_duration_seconds_bucket{consumer="web",service="api",version="v1",le="30"} 4\n',
    );
    expect(text).toContain(
      'mesh_request_duration_seconds_bucket{consumer="web",service="api",version="v1",le="+Inf"} 5\n',
    );
    expect(text).toContain('mesh_request_duration_seconds_count{consumer="web",service="api",version="v1"} 5\n');
    expect(text).toContain('status_class="2xx"} 5\n');
  });

  it('escapes label values', () => {
    const samples = [{ labels: { path: 'a"b\\c\nd' }, value: 1 }];
    expect(renderMetrics([{ name: 'x', help: 'X', type: 'gauge', samples }])).toBe(
      '# HELP x X\n# TYPE x gauge\nx{path="a\\"b\\\\c\\nd"} 1\n',
    );
  });
});
