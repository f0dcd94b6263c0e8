/** The text of a scenario -> its segments, or everything that is wrong with it, each fault at its line and column. */
import { checkShape, Findings, parseSource, SourceDocument } from '@nines/catalog/source';
import type { SourcePath } from '@nines/catalog/source';
import { hasErrors } from '@nines/kernel';
import type { Diagnostic } from '@nines/kernel';
import { LONGEST_MS, SCENARIO_FORMAT, scenario } from './scenario-format.ts';
import type { SegmentInput } from './scenario-format.ts';
import type { Segment } from './segment.ts';

export interface ReadScenario {
  /** Undefined if and only if a diagnostic is an error. */
  readonly segments?: readonly Segment[];
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
}

const RATES = [
  ['requestsPerSecond', 1_000],
  ['requestsPerMinute', 60_000],
  ['requestsPerHour', 3_600_000],
] as const;

/** What nothing can be said of where nothing is measured. */
const MEASURED = ['requestsPerSecond', 'requestsPerMinute', 'requestsPerHour', 'errorRatio', 'slowRatio'] as const;

/**
 * Reads a list of segments such as `{ for: 16h, requestsPerMinute: 1000, errorRatio: 0 }`. Never throws.
 *
 * @param file - as the reader would type it
 */
export function readScenario(file: string, text: string): ReadScenario {
  const { root, findings: sourceFindings, positionAt } = parseSource(text, SCENARIO_FORMAT);
  const findings = new Findings(file, positionAt);
  for (const finding of sourceFindings) findings.add(finding);
  if (root === undefined) return { diagnostics: findings.list() };
  const document = new SourceDocument(root, text);
  const read = checkShape(document, findings, { schema: scenario, format: SCENARIO_FORMAT });
  if (read === undefined) return { diagnostics: findings.list() };
  const [inputs, base]: readonly [readonly SegmentInput[], SourcePath] =
    'segments' in read ? [read.segments, ['segments']] : [read, []];
  for (const [index, input] of inputs.entries()) checkSegment(input, [...base, index], document, findings);
  checkLength(inputs, document, findings);
  const diagnostics = findings.list();
  return { ...(!hasErrors(diagnostics) && { segments: inputs.map(segmentOf) }), diagnostics };
}

function checkSegment(input: SegmentInput, path: SourcePath, document: SourceDocument, findings: Findings): void {
  const [, second] = RATES.filter(([key]) => input[key] !== undefined);
  if (second !== undefined) {
    const message = `${second[0]} stands beside another rate of requests`;
    findings.add({
      code: 'SCENARIO_CONFLICT',
      offset: document.keyOffset([...path, second[0]]),
      message,
      hint: 'keep one',
    });
  }
  const measured = MEASURED.find((key) => input[key] !== undefined);
  if (input.noData === true && measured !== undefined) {
    const message = `${measured} cannot be known where there is no data`;
    const hint = `remove it, or \`noData\``;
    findings.add({ code: 'SCENARIO_CONFLICT', offset: document.keyOffset([...path, measured]), message, hint });
  }
}

function checkLength(inputs: readonly SegmentInput[], document: SourceDocument, findings: Findings): void {
  const lengthMs = inputs.reduce((sum, input) => sum + input.for, 0);
  if (lengthMs <= LONGEST_MS) return;
  const message = 'the segments are longer than 400d together';
  findings.add({ code: 'SCENARIO_TOO_LONG', offset: document.root.start, message });
}

/** Requests fail while a service is down, probes fail as often as requests do, and slow is what fails: unless it is said. */
function segmentOf(input: SegmentInput): Segment {
  const [rate, perMs] = RATES.find(([key]) => input[key] !== undefined) ?? ['requestsPerSecond', 1_000];
  const { errorRatio = input.down === true ? 1 : 0 } = input;
  return {
    lengthMs: input.for,
    requests: input[rate] ?? 0,
    perMs,
    errorRatio,
    slowRatio: input.slowRatio ?? errorRatio,
    downRatio: input.down === undefined ? errorRatio : Number(input.down),
    isMeasured: input.noData !== true,
    isOutage: input.outage === true,
  };
}
