import { describe, expect, it } from 'vitest';
import { canonicalPath } from './path.ts';
import { RouteTable } from './route-table.ts';

const table = new RouteTable([
  { host: 'talent.localhost', paths: [], service: 'portal', deniedPaths: ['/metrics', '/livez', '/admin/faults'] },
  { host: 'talent.localhost', paths: ['/api'], service: 'api', deniedPaths: ['/api/metrics'] },
  { host: 'images.localhost', paths: ['/uploads'], service: 'images', deniedPaths: ['/metrics'] },
]);

describe('route table', () => {
  it.each([
    ['talent.localhost', '/', 'portal'],
    ['talent.localhost:8000', '/x?y=/metrics', 'portal'],
    ['talent.localhost.', '/apis', 'portal'],
    ['talent.localhost', '/api', 'api'],
    ['talent.localhost', '/api/v1/', 'api'],
    ['images.localhost', '/uploads/a%20b.png', 'images'],
    ['images.localhost', '/uploads/caf%E9', 'images'],
    ['images.localhost', '/uploads/100%', 'images'],
  ])('sends %s %s to %s', (host, target, service) => {
    expect(table.find(host, target)?.service).toBe(service);
  });

  it.each([
    ['other.localhost', '/'],
    ['images.localhost', '/'],
    ['images.localhost', '/uploadsx'],
    ['images.localhost', '/uploads/../secret'],
    ['images.localhost', '/uploads/%2e%2e/secret'],
    ['images.localhost', '/uploads/..%2fsecret'],
    ['images.localhost', '/uploads/..\\secret'],
    ['images.localhost', '/uploads/../..'],
    ['talent.localhost', '/api/metrics'],
    ['talent.localhost', '/uploads/%00'],
  ])('knows nothing at %s %s', (host, target) => {
    expect(table.find(host, target)).toBeUndefined();
  });

  it.each([
    ...['/metrics', '/metrics/', '//metrics', '/./metrics', '/a/../metrics', '/%6detrics', '/%256detrics', '/METRICS'],
    ...[
      '/metrics?x',
      '/metrics;a=b',
      '/metrics;',
      '/%2fmetrics',
      '/metrics%2f',
      '\\metrics',
      '/a/..;/metrics',
      '/;/metrics',
    ],
    ...['/admin//faults', '/admin/%2e/faults', '/livez/.', '/x/%2e%2e/livez'],
  ])('denies %s', (target) => {
    expect(table.find('talent.localhost', target)).toBeUndefined();
  });

  it('leaves plain paths as they are', () => {
    expect(canonicalPath('/a/b.c-d_e~f?q=%2e')).toBe('/a/b.c-d_e~f');
  });
});
