/** Where there is a choice, exactly one is made: of what an objective measures, how it compares, what counts. */
import { reportAt } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import { THRESHOLD_COMPARISONS } from '../model-objectives.ts';
import type { SourcePath } from '../source/node.ts';

const INDICATORS = ['latency', 'probe', 'ratio', 'threshold'] as const;
const PARTS = ['good', 'bad'] as const;
const METHODS = ['timeslices', 'ratioTimeslices'] as const;

export const checkChoices: Check = (inspection) => {
  for (const { path, input } of inspection.services.values()) {
    input.slos?.forEach(({ sli, budgeting }, index) => {
      const at = [...path, 'slos', index];
      if (typeof budgeting !== 'string') checkOne(inspection, [...at, 'budgeting'], budgeting, METHODS);
      if (typeof sli === 'string') return;
      checkOne(inspection, [...at, 'sli'], sli, INDICATORS);
      checkOne(inspection, [...at, 'sli', 'ratio'], sli.ratio, PARTS);
      checkOne(inspection, [...at, 'sli', 'threshold'], sli.threshold, THRESHOLD_COMPARISONS);
    });
  }
};

/** Reports where `choice` has none or several of `keys`. */
export function checkOne<K extends string>(
  inspection: Inspection,
  path: SourcePath,
  choice: Partial<Readonly<Record<K, unknown>>> | undefined,
  keys: readonly K[],
): void {
  if (choice === undefined) return;
  const given = keys.filter((key) => choice[key] !== undefined);
  const sound = keys.every((key) => inspection.document.isSound([...path, key]));
  if (given.length === 1 || (given.length === 0 && !sound)) return;
  const found = given.length === 0 ? 'none' : given.join(' and ');
  const message = `${String(path.at(-1))} has ${found} of ${keys.join(', ')}`;
  reportAt(inspection, 'CATALOG_ONE_CHOICE', path, message, { hint: 'give exactly one of them' });
}
