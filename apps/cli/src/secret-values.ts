/** What the caller has of a catalog's secrets. */
import type { Catalog } from '@nines/catalog';

/** Values by variable name, of declared secrets only: the rest is nobody's business. */
export function secretValuesOf(
  catalog: Catalog,
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { source } of catalog.secrets) {
    const value = source.kind === 'env' ? variables[source.variable] : undefined;
    if (source.kind === 'env' && value !== undefined) values[source.variable] = value;
  }
  return values;
}
