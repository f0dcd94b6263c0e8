/** The shape of a `nines.yaml`. */
import type { Findings } from '../findings.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { PLATFORM_FORMAT } from './platform-format.ts';
import { checkShape } from './check-shape.ts';
import { platform } from './platform-schema.ts';
import type { PlatformInput } from './platform-schema.ts';

/** Stands in for a name that is wrong, so that the rest can be checked; such a file has an error and is never used. */
const NAMELESS = { name: 'unnamed' };

/** What remains of the file when everything that the schema objects to was reported and taken out. */
export function checkPlatform(document: SourceDocument, findings: Findings): PlatformInput | undefined {
  return checkShape(document, findings, { schema: platform, format: PLATFORM_FORMAT, complete: named });
}

function named(document: SourceDocument): unknown {
  const plain = document.plain();
  const unnamed = document.root.kind === 'map' && !document.has(['metadata', 'name']);
  return unnamed ? { ...Object(plain), metadata: NAMELESS } : plain;
}
