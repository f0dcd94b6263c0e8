/**
 * How Nines reads what people write in YAML, for the other kinds of documents that it reads: every fault at once, each
 * at its line and column, whatever the text is.
 */
export { isTimezone } from './checks/timezone.ts';
export { Findings } from './findings.ts';
export type { Finding } from './findings.ts';
export { suggestName } from './inspection.ts';
export { checkShape } from './schema/check-shape.ts';
export { flag, listOf, mapping, oneOf, parsed, text, textOf } from './schema/scalars.ts';
export type { SourceNode, SourcePath } from './source/node.ts';
export { parseSource, parseSources } from './source/parse-source.ts';
export { SourceDocument } from './source/source-document.ts';
export type { SourceFormat } from './source/source-format.ts';
