import { describe, expect, it } from 'vitest';
import { bracketed, jobsIn, oneOf, quoted } from './matchers.ts';

describe('names in PromQL', () => {
  it('mean nothing but themselves', () => {
    expect(quoted('a"b\\c\nd')).toBe(String.raw`"a\"b\\c\nd"`);
    expect(oneOf('service', ['api'])).toBe('service="api"');
    expect(oneOf('service', ['a.b', 'c|d', 'e(f'])).toBe(String.raw`service=~"a\\.b|c\\|d|e\\(f"`);
  });
});

it('a comment ends where its expression ends', () => {
  expect(['a + b', 'a # b'].map(bracketed)).toEqual(['(a + b)', '(a # b\n)']);
});

describe('the jobs that an expression names', () => {
  it.each([
    ['requests_total{job="api",code="500"}', ['api']],
    ['a{x="y", job = "api"} - b{job="web"}', ['api', 'web']],
    ['a{job=~"api|web"}', []],
    ['a{jobs="api"}', []],
  ])('%s', (promql, jobs) => {
    expect(jobsIn(promql)).toEqual(jobs);
  });
});
