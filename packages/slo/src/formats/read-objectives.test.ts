import { describe, expect, test } from 'vitest';
import { expectFinding } from './marked.testing.ts';
import { sloText } from './openslo/openslo.testing.ts';
import { readObjectives } from './read-objectives.ts';

const SLOTH = `version: prometheus/v1
service: shop
slos:
  - name: latency
    objective: 99
    sli: { events: { error_query: 'sum(rate(a_total[{{.window}}]))', total_query: 'sum(rate(b_total[{{.window}}]))' } }
`;
const PYRRA = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: up, labels: { pyrra.dev/service: shop } }
spec: { target: "99", window: 4w, indicator: { bool_gauge: { metric: up } } }
`;

test.each([
  ['openslo', sloText()],
  ['sloth', SLOTH],
  ['pyrra', PYRRA],
])('a document of %s is recognised', (format, text) => {
  const read = readObjectives(text, 'x.yaml');
  expect(read).toMatchObject({ format, diagnostics: [] });
  expect(read.objectives).toHaveLength(1);
});

test('documents of several formats may stand in a file', () => {
  const { format, objectives } = readObjectives([SLOTH, sloText(), PYRRA].join('---\n'), 'x.yaml');
  expect(format).toBe('sloth');
  expect(objectives.map(({ name, place }) => [name, place.line])).toEqual([
    ['latency', 4],
    ['errors', 8],
    ['up', 24],
  ]);
});

test.each(['apiVersion: nines.dev/v1\n', 'services:\n  a: { run: b }\nsloos: []\n'])(
  'a catalog is recognised, and left to those who load catalogs',
  (text) => {
    expect(readObjectives(text, 'nines.yaml')).toEqual({ format: 'nines', objectives: [], diagnostics: [] });
  },
);

test('a byte order mark is no part of the text', () => {
  expect(readObjectives(`\uFEFF${SLOTH}`, 'x.yaml').diagnostics).toEqual([]);
});

test.each<[code: string, marked: string, says: string]>([
  ['SLO_EMPTY', '▶', 'describes nothing'],
  ['SLO_EMPTY', '▶# nothing\n---\n', 'describes nothing'],
  ['SLO_EMPTY', '▶[]', 'describes nothing'],
  ['SLO_UNKNOWN_FORMAT', '▶hello', 'no telling'],
  ['SLO_UNKNOWN_FORMAT', '▶kind: SLO', '`apiVersion` or `version` says it'],
  ['SLO_UNKNOWN_FORMAT', 'apiVersion: ▶v1', 'documents of v1 are not known'],
  ['SLO_UNKNOWN_FORMAT', 'version: ▶promtheus/v1', 'did you mean `prometheus/v1`?'],
  ['SLO_UNKNOWN_FORMAT', `${SLOTH}---\n▶5`, 'no telling'],
  ['SLO_SYNTAX', `${SLOTH}---\na: ▶*nowhere`, 'nowhere'],
  ['SLO_DUPLICATE_KEY', `${SLOTH}▶service: b`, 'service is there twice'],
])('%s: %s', (code, marked, says) => {
  expectFinding(marked, code, says);
});

describe('texts made to cost time or memory', () => {
  test('ten megabytes are refused for their size', () => {
    const startedAt = performance.now();
    const { objectives, diagnostics } = readObjectives('}'.repeat(10 * 2 ** 20), 'x.yaml');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(objectives).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'SLO_TOO_LARGE', line: 1, column: 1 }]);
  });

  test.each([
    ['closing brackets', '}'.repeat(4_000_000)],
    ['opening brackets', '['.repeat(4_000_000)],
    ['nested lists', '- '.repeat(2_000_000)],
    ['nested mappings', '{a: '.repeat(1_000_000)],
    ['a query without an end', SLOTH.replace('sum(rate(a_total', '('.repeat(1_000_000))],
    [
      'queries that are wrong',
      sloText().replace(/^[^]*$/, (text) => text.replace('requests_total', '))'.repeat(9_000))),
    ],
    ['a long name', SLOTH.replace('latency', 'x'.repeat(1_000_000))],
    ['a long target', SLOTH.replace('99', '9'.repeat(1_000_000))],
    ['a long duration', PYRRA.replace('4w', '4'.repeat(1_000_000))],
    ['an alias bomb', aliasBomb()],
  ])('%s: findings, soon', (_name, text) => {
    const startedAt = performance.now();
    const { diagnostics } = readObjectives(text, 'x.yaml');
    expect(diagnostics).not.toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(JSON.stringify(diagnostics).length).toBeLessThan(10_000);
  });
});

/** Ten aliases of ten aliases of ... */
function aliasBomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) => `l${level}: &l${level} [${`*l${level - 1},`.repeat(10)}]`);
  return `apiVersion: openslo/v1\nl-1: &l-1 x\n${levels.join('\n')}\n`.replaceAll('l-1', 'base');
}
