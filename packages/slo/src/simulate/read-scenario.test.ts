import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '@nines/kernel';
import { readScenario } from './read-scenario.ts';

function segmentsOf(text: string) {
  const { segments, diagnostics } = readScenario('s.yaml', text);
  expect(diagnostics).toEqual([]);
  return segments ?? [];
}

function faultsOf(text: string): readonly string[] {
  const { segments, diagnostics } = readScenario('s.yaml', text);
  expect(segments).toBeUndefined();
  return diagnostics.map(formatDiagnostic);
}

describe('a scenario', () => {
  it('is a list of segments', () => {
    const text =
      '- { for: 16h, requestsPerMinute: 1000, errorRatio: 0 }\n- { for: 8h, requestsPerHour: 600, errorRatio: 10% }\n';
    expect(segmentsOf(text)).toMatchObject([
      { lengthMs: 57_600_000, requests: 1_000, perMs: 60_000, errorRatio: 0 },
      { lengthMs: 28_800_000, requests: 600, perMs: 3_600_000, errorRatio: 0.1 },
    ]);
    expect(segmentsOf(`segments:\n${text.replaceAll(/^/gm, '  ')}`)).toHaveLength(2);
  });

  it('leaves nothing undecided', () => {
    expect(segmentsOf('[{ for: 1m }]')).toEqual([
      {
        lengthMs: 60_000,
        requests: 0,
        perMs: 1_000,
        errorRatio: 0,
        slowRatio: 0,
        downRatio: 0,
        isMeasured: true,
        isOutage: false,
      },
    ]);
  });

  it('takes what fails for slow and down, and what is down for failing, unless it says otherwise', () => {
    const ratiosOf = (keys: string) => {
      const [segment] = segmentsOf(`[{ for: 1m, ${keys} }]`);
      return [segment?.errorRatio, segment?.slowRatio, segment?.downRatio];
    };
    expect(ratiosOf('errorRatio: 0.5')).toEqual([0.5, 0.5, 0.5]);
    expect(ratiosOf('errorRatio: 0.5, slowRatio: 0.2, down: false')).toEqual([0.5, 0.2, 0]);
    expect(ratiosOf('down: true')).toEqual([1, 1, 1]);
    expect(ratiosOf('down: true, errorRatio: 0')).toEqual([0, 0, 1]);
  });

  it('marks outages and what is not measured', () => {
    expect(segmentsOf('[{ for: 1m, noData: true, outage: true }]')).toMatchObject([
      { isMeasured: false, isOutage: true },
    ]);
  });
});

describe('faults of a scenario', () => {
  it('stand at their lines and columns, all at once', () => {
    const text = [
      '- { for: 16x, requestsPerMinute: 1000 }',
      '- { requestsPerMinute: -1 }',
      '- for: 1h',
      '  errorRatio: 1.5',
      '  errorratio: 1',
    ].join('\n');
    expect(faultsOf(text)).toEqual([
      's.yaml:1:10 error SCENARIO_BAD_VALUE [0].for must be a length such as `16h`, `10m` or `1d12h`, of whole milliseconds, at most 400d, not "16x"',
      's.yaml:2:3 error SCENARIO_MISSING_KEY [1].for is missing; it must be a length such as `16h`, `10m` or `1d12h`, of whole milliseconds, at most 400d',
      's.yaml:2:24 error SCENARIO_BAD_VALUE [1].requestsPerMinute must be a number from 0 to 10^12, not the number -1',
      's.yaml:4:15 error SCENARIO_BAD_VALUE [2].errorRatio must be a ratio from 0 to 1, or a share such as `10%`, not the number 1.5',
      's.yaml:5:3 error SCENARIO_UNKNOWN_KEY unknown key [2].errorratio (known here: for, requestsPerSecond, requestsPerMinute, requestsPerHour, errorRatio, slowRatio, down, noData, outage)',
    ]);
  });

  it.each([
    ['', 'SCENARIO_EMPTY'],
    ['[]', 'SCENARIO_BAD_VALUE'],
    ['[', 'SCENARIO_SYNTAX'],
    ['just text', 'SCENARIO_WRONG_TYPE'],
    ['[1]', 'SCENARIO_WRONG_TYPE'],
    ['[{ for: 1m, for: 2m }]', 'SCENARIO_DUPLICATE_KEY'],
    ['[{ for: 0s }]', 'SCENARIO_BAD_VALUE'],
    ['[{ for: 60 }]', 'SCENARIO_WRONG_TYPE'],
    ['[{ for: 401d }]', 'SCENARIO_BAD_VALUE'],
    ['[{ for: 1m, requestsPerSecond: .inf }]', 'SCENARIO_WRONG_TYPE'],
    ['[{ for: 1m, errorRatio: .nan }]', 'SCENARIO_WRONG_TYPE'],
    ['[{ for: 1m, errorRatio: 101% }]', 'SCENARIO_BAD_VALUE'],
    ['[{ for: 1m, requestsPerSecond: 1, requestsPerHour: 1 }]', 'SCENARIO_CONFLICT'],
    ['[{ for: 1m, noData: true, errorRatio: 0 }]', 'SCENARIO_CONFLICT'],
    ['[{ for: 300d }, { for: 101d }]', 'SCENARIO_TOO_LONG'],
  ])('%s: %s', (text, code) => {
    expect(faultsOf(text).join('\n')).toContain(code);
  });

  it('are findings, whatever the text is', () => {
    const piece = fc.constantFrom(
      '- ',
      '{ ',
      '}',
      'for: ',
      '1h',
      ': ',
      '\n',
      '  ',
      '&a ',
      '*a',
      'down: true',
      '[',
      ', ',
      '"',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          const { segments, diagnostics } = readScenario('s.yaml', text);
          expect(segments === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
        },
      ),
      { seed: 4, numRuns: 500 },
    );
  });
});
