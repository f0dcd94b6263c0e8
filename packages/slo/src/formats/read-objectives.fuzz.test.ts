/** Whatever stands in the file: no throw, objectives or findings, places inside the file, JSON all through. */
import fc from 'fast-check';
import { hasErrors } from '@nines/kernel';
import { expect, test, vi } from 'vitest';
import { budgetRatio, normaliseTarget } from '../objective/target.ts';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import { writeOpenSlo } from './openslo/write-openslo.ts';
import { readObjectives } from './read-objectives.ts';

const OPENSLO = writeOpenSlo([
  eventsObjective({ description: 'All is well', labels: { team: 'a' }, annotations: { summary: 'x' } }),
  uptimeObjective({ budgeting: { method: 'timeslices', sliceMs: 60_000, sliceTarget: 0.9 } }),
  eventsObjective({ name: 'share', indicator: { kind: 'share', metric: 'a', part: 'bad' } }),
  eventsObjective({ name: 'month', period: { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' } }),
]);

const SLOTH = `version: prometheus/v1
service: shop
labels: { a: b, <<: &x { c: d } }
slos:
  - name: errors
    objective: 99.9
    sli:
      events:
        error_query: &q 'sum(rate(a_total{code=~"5.."}[{{.window}}]))'
        total_query: |
          sum(
            rate(a_total[{{.window}}])
          )
    alerting: { name: A, labels: *x, page_alert: { disable: true }, ticket_alert: { labels: { severity: x } } }
  - { name: raw, objective: 99, sli: { raw: { error_ratio_query: *q } }, alerting: {} }
`;

const PYRRA = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: errors, namespace: x, labels: { pyrra.dev/service: shop } }
spec:
  target: "99.9"
  window: 4w
  indicator:
    ratio: { errors: { metric: 'a{code="5"}' }, total: { metric: a }, grouping: [route] }
  alerting: { burnrates: true, absent: false, severities: { fastBurn: x } }
---
apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
spec: { service: a, slos: [{ name: b, objective: 9, sli: { events: { errorQuery: a, totalQuery: b } } }] }
`;

const VALID = [OPENSLO, SLOTH, PYRRA];

const SCRAPS = [
  '&a ', '*a', '<<: ', '{', '}', '[', ']', ': ', '- ', '\n', '\t', '"', "'", '|\n', '? ', '!!set ', '!x ', '%YAML 1.1\n', '---\n',
  '#', '\u0000', '\uFEFF', '\uD800', '💥', '__proto__: ', 'constructor', 'toString', 'null', '~', '.inf', '.nan', '-.inf', '1e999', '-1',
  '0', '1e-20', '9007199254740993', '0x10', '\r\n', '>-\n', '$window', '{{.window}}', 'rate(', '[5m]', '/', '2024-02-30', '99999999999Y',
]; // prettier-ignore

const CASES = 200;
vi.setConfig({ testTimeout: 120_000 });

/** What no text may break. */
function holds(text: string): void {
  const { format, objectives, diagnostics } = readObjectives(text, 'x.yaml');
  expect(JSON.parse(JSON.stringify(objectives))).toEqual(objectives);
  if (objectives.length === 0 && format !== 'nines' && !text.includes('apiVersion'))
    expect(hasErrors(diagnostics)).toBe(true);
  for (const { target, period, name, service } of objectives) {
    expect(normaliseTarget(target)).toBe(target);
    expect(budgetRatio(target)).toBeGreaterThan(0);
    if (period.kind === 'rolling') expect(Number.isSafeInteger(period.lengthMs) && period.lengthMs > 0).toBe(true);
    expect(`${name}${service}`).not.toMatch(/[\p{Cc}\p{Cs}/]/u);
  }
  const lines = text.split('\n');
  for (const { line, column, message, hint } of diagnostics) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(`${message} ${hint}`).not.toMatch(/Invalid input|\[object|must be undefined|undefined is/);
  }
}

test('arbitrary text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), holds), { numRuns: CASES });
});

test('arbitrary scraps of the formats', () => {
  const pieces = VALID.join('').split(/(?<=\W)/);
  const scraps = fc.array(fc.oneof(fc.constantFrom(...SCRAPS), fc.constantFrom(...pieces)));
  fc.assert(
    fc.property(scraps, (parts) => holds(parts.join(''))),
    { numRuns: CASES },
  );
});

test('a valid file with pieces cut out, put in and moved', () => {
  const edit = fc.record({
    at: fc.nat(),
    length: fc.nat(20),
    insert: fc.oneof(fc.constant(''), fc.constantFrom(...SCRAPS), fc.string({ maxLength: 5 })),
  });
  const mutated = fc
    .tuple(fc.constantFrom(...VALID), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([valid, edits]) =>
      edits.reduce((text, { at, length, insert }) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + insert + text.slice(start + length);
      }, valid),
    );
  fc.assert(fc.property(mutated, holds), { numRuns: CASES });
});

test('a valid file with any value replaced by any other', () => {
  const values = VALID.flatMap((valid) =>
    [...valid.matchAll(/(?<=: |\[|, |- )[^\s,{}[\]]+/g)].map((match) => ({ valid, match })),
  );
  const other = fc.oneof(
    fc.json({ maxDepth: 2 }),
    fc.constantFrom(...SCRAPS),
    fc.constantFrom(...values.map(({ match }) => match[0])),
  );
  const replaced = fc
    .tuple(fc.constantFrom(...values), other)
    .map(
      ([{ valid, match }, value]) => valid.slice(0, match.index) + value + valid.slice(match.index + match[0].length),
    );
  fc.assert(fc.property(replaced, holds), { numRuns: CASES });
});
