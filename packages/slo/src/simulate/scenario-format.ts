/** What may stand in a scenario: segments, each a length of time and what it is like. */
import { listOf, flag, mapping, parsed } from '@nines/catalog/source';
import type { SourceFormat } from '@nines/catalog/source';
import { parseDuration, parsePercentage } from '@nines/kernel';
import { z } from 'zod';

export const SCENARIO_FORMAT: SourceFormat = {
  whole: 'the scenario',
  codes: {
    syntax: 'SCENARIO_SYNTAX',
    empty: 'SCENARIO_EMPTY',
    duplicateKey: 'SCENARIO_DUPLICATE_KEY',
    unknownKey: 'SCENARIO_UNKNOWN_KEY',
    missingKey: 'SCENARIO_MISSING_KEY',
    wrongType: 'SCENARIO_WRONG_TYPE',
    badValue: 'SCENARIO_BAD_VALUE',
  },
  emptyHint: 'begin with `- { for: 16h, requestsPerMinute: 1000, errorRatio: 0 }`',
};

/** As long as the longest period of an objective. */
export const LONGEST_MS = 400 * 86_400_000;

const MOST_REQUESTS = 1e12;

function length() {
  const accepts = 'a length such as `16h`, `10m` or `1d12h`, of whole milliseconds, at most 400d';
  return parsed(/\S/, accepts, (text) => {
    const ms = parseDuration(text.trim());
    return ms !== undefined && Number.isInteger(ms) && ms > 0 && ms <= LONGEST_MS ? ms : undefined;
  });
}

function requests() {
  const accepts = 'a number from 0 to 10^12';
  return z.number({ error: accepts }).min(0, { error: accepts }).max(MOST_REQUESTS, { error: accepts }).optional();
}

function ratio() {
  const accepts = 'a ratio from 0 to 1, or a share such as `10%`';
  const share = parsed(/%$/, accepts, (text) => {
    const value = parsePercentage(text);
    return value !== undefined && value <= 1 ? value : undefined;
  });
  const bare = z.number({ error: accepts }).min(0, { error: accepts }).max(1, { error: accepts });
  return z.union([bare, share], { error: accepts }).optional();
}

const segment = mapping({
  for: length(),
  requestsPerSecond: requests(),
  requestsPerMinute: requests(),
  requestsPerHour: requests(),
  errorRatio: ratio(),
  slowRatio: ratio(),
  down: flag().optional(),
  noData: flag().optional(),
  outage: flag().optional(),
});

const segments = listOf(segment, 'a list of segments').min(1, { error: 'at least one segment' });

/** The list alone, or under `segments`. */
export const scenario = z.union([segments, mapping({ segments })], { error: 'a list of segments' });

export type SegmentInput = z.output<typeof segment>;
