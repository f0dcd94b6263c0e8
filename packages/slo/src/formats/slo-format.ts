/** How the faults of documents of objectives are called, whatever tool they are made for. */
import type { SourceFormat } from '@nines/catalog/source';

export const SLO_FORMAT: SourceFormat = {
  whole: 'the document',
  codes: {
    syntax: 'SLO_SYNTAX',
    empty: 'SLO_EMPTY',
    duplicateKey: 'SLO_DUPLICATE_KEY',
    unknownKey: 'SLO_UNKNOWN_KEY',
    missingKey: 'SLO_MISSING_KEY',
    wrongType: 'SLO_WRONG_TYPE',
    badValue: 'SLO_BAD_VALUE',
  },
  emptyHint: 'write an objective, in the form of OpenSLO, Sloth or Pyrra',
};
