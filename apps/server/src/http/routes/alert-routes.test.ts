import { pathTo } from '@nines/api';
import { expect, it } from 'vitest';
import { createTestApp } from '../../testing/test-app.ts';
import type { ApiSources } from './sources.ts';

type Selector = Parameters<ApiSources['why']>[0];

it.each<[string, Selector]>([
  ['0123456789abcdef', { fingerprint: '0123456789abcdef' }],
  ['ServiceDown', { alertname: 'ServiceDown', service: undefined }],
  ['ci:org/repo/7', { fingerprint: 'ci:org/repo/7' }],
  [`${'i'.repeat(63)}:${'/'.repeat(200)}`, { fingerprint: `${'i'.repeat(63)}:${'/'.repeat(200)}` }],
])('the way of an alert is told of %s', async (alert, selector) => {
  const asked: Selector[] = [];
  const why: ApiSources['why'] = async (one) => {
    asked.push(one);
    return { fingerprint: 'f', labels: {}, findings: [] };
  };
  const answer = await createTestApp({ why }).inject(pathTo('why', { alert }));
  expect([answer.statusCode, asked]).toEqual([200, [selector]]);
});
