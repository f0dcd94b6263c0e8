/** The traffic that a file describes. */
import { relative, resolve } from 'node:path';
import { readScenario } from '@nines/slo';
import type { Segment } from '@nines/slo';
import type { Invocation } from '../command.ts';
import { explainFindings } from '../explain-findings.ts';
import { readTextFile } from '../text-file.ts';

/**
 * The segments of `--scenario`, or undefined after all its faults were printed to stderr.
 *
 * @throws NinesError `CLI_INVALID_INPUT` where the file cannot be read as text
 */
export async function scenarioOrExplain(invocation: Invocation): Promise<readonly Segment[] | undefined> {
  const file = resolve(invocation.directory, String(invocation.options['scenario']));
  const { diagnostics, segments } = readScenario(relative(invocation.directory, file), await readTextFile(file));
  explainFindings(diagnostics, invocation);
  return segments;
}
