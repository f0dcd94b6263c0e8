/** How the faults of a `nines.yaml` are called. */
import type { SourceFormat } from '../source/source-format.ts';

export const PLATFORM_FORMAT: SourceFormat = {
  whole: 'the file',
  codes: {
    syntax: 'CATALOG_SYNTAX',
    empty: 'CATALOG_EMPTY',
    duplicateKey: 'CATALOG_DUPLICATE_KEY',
    unknownKey: 'CATALOG_UNKNOWN_KEY',
    missingKey: 'CATALOG_MISSING_KEY',
    wrongType: 'CATALOG_WRONG_TYPE',
    badValue: 'CATALOG_BAD_VALUE',
  },
  emptyHint: 'start with `metadata: { name: NAME }` and `services:`',
  duplicateCode: (path) => {
    const isName = path.length === 2 && (path[0] === 'services' || path[0] === 'secrets');
    return isName ? 'CATALOG_DUPLICATE_NAME' : 'CATALOG_DUPLICATE_KEY';
  },
};
