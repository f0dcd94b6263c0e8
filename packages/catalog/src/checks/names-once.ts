import { reportAt } from '../inspection.ts';
import type { Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';

/** Reports each entry of the list at `path` whose `name` an earlier one has. */
export function checkNamesOnce(
  inspection: Inspection,
  path: SourcePath,
  list: readonly { readonly name: string }[],
): void {
  const names = list.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) === index) return;
    const message = `${name} is there twice`;
    reportAt(inspection, 'CATALOG_DUPLICATE_NAME', [...path, index, 'name'], message, { hint: 'choose another name' });
  });
}
