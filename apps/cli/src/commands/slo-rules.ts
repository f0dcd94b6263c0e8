import { NinesError } from '@nines/kernel';
import type { RuleGroup } from '@nines/kernel';
import { objectiveRules } from '@nines/slo';
import { stringify } from 'yaml';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { objectivesOrExplain } from '../objectives/objective-files.ts';
import { selectObjectives } from '../objectives/select-objectives.ts';

/** A rule file of Prometheus; it reads both. */
const FORMATS: Readonly<Record<string, (groups: readonly RuleGroup[]) => string>> = {
  yaml: (groups) => stringify({ groups }, { aliasDuplicateObjects: false, lineWidth: 0 }),
  json: (groups) => JSON.stringify({ groups }, undefined, 2),
};

export const sloRules: CommandHandler = async (invocation) => {
  const { options, output } = invocation;
  const format = String(options['format']);
  const write = FORMATS[format];
  if (write === undefined) {
    throw new NinesError('CLI_INVALID_INPUT', `--format "${format}" is not known; there are yaml and json`);
  }
  const objectives = await objectivesOrExplain(invocation);
  if (objectives === undefined) return EXIT.invalidInput;
  // How long somebody else's Prometheus remembers is not known here: every period that rolls has its ratio.
  const groups = objectiveRules(selectObjectives(objectives, options['slo']), { retentionMs: Infinity });
  output.print(write(groups).trimEnd());
  return EXIT.fine;
};
