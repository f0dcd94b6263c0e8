/** Documents of other tools -> objectives, or everything that is wrong with them. */
import { Findings, parseSources } from '@nines/catalog/source';
import type { SourceNode } from '@nines/catalog/source';
import type { Diagnostic } from '@nines/kernel';
import { inOrder } from '../findings/in-order.ts';
import { objectiveFindings } from '../findings/objective-findings.ts';
import { withoutRepeated } from '../findings/without-repeated.ts';
import type { Objective } from '../objective/objective.ts';
import { detectFormat, documentsIn, reportUnknown } from './detect-format.ts';
import type { DocumentFormat } from './detect-format.ts';
import { readOpenSlo } from './openslo/read-openslo.ts';
import { readPyrra } from './pyrra/read-pyrra.ts';
import { readingOf } from './reading.ts';
import type { ReadFile, Reading } from './reading.ts';
import { SLO_FORMAT } from './slo-format.ts';
import { readSloth } from './sloth/read-sloth.ts';

export interface ReadObjectives {
  /** Of the first document that is recognised. `nines` is a catalog, of which nothing is read or said here. */
  readonly format: DocumentFormat | 'unknown';
  /** In the order of the files. Where a diagnostic is an error, those that are sound. */
  readonly objectives: readonly Objective[];
  /** In the order of the files. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ObjectiveFile {
  /** Its path, as findings show it. */
  readonly file: string;
  readonly text: string;
}

/** UTF-16 units; some five thousand objectives. Longer texts are not looked at, since that alone would take seconds. */
const MAX_LENGTH = 4 * 2 ** 20;

const BYTE_ORDER_MARK = '\uFEFF';

/** Each reads its documents together, since they may refer to each other. */
const READERS: readonly (readonly [DocumentFormat, (readings: readonly Reading[]) => readonly Objective[]])[] = [
  ['openslo', readOpenSlo],
  ['sloth', readSloth],
  ['pyrra', readPyrra],
];

/**
 * Reads a text of YAML or JSON, of one document or several, and tells by itself what they are. Never throws: whatever
 * the text is, there are objectives or findings, each at its line and column.
 *
 * @param file - its path, as findings show it
 */
export function readObjectives(text: string, file: string): ReadObjectives {
  const { format, objectives: read, diagnostics } = readObjectiveFiles([{ file, text }]);
  const { objectives, findings } = withoutRepeated(read);
  return {
    format,
    objectives,
    diagnostics: inOrder([...diagnostics, ...findings, ...objectives.flatMap(objectiveFindings)]),
  };
}

/**
 * As `readObjectives`, of files that refer to each other: an SLO in one may name an SLI in another. What is to be said
 * of objectives whatever they were read from is left to who puts them together.
 */
export function readObjectiveFiles(files: readonly ObjectiveFile[]): ReadObjectives {
  const read = files.map(readDocuments);
  const documents = read.flatMap((file) => file.documents);
  const order = new Map(files.map(({ file }, index) => [file, index]));
  const objectives = READERS.flatMap(([format, reader]) =>
    reader(documents.filter((document) => document.format === format).map(({ reading }) => reading)),
  ).sort(
    ({ place: a }, { place: b }) =>
      (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
  const [first] = documents.flatMap(({ format }) => format ?? []);
  return { format: first ?? 'unknown', objectives, diagnostics: read.flatMap(({ findings }) => findings.list()) };
}

/** Characters of a text in a document. Aliases let one stand in a hundred thousand places, and each is looked at. */
const LONGEST_TEXT = 20_000;
const TOO_LONG = `a text has at most ${LONGEST_TEXT} characters`;

/** Where texts begin that are too long. */
function longTexts(node: SourceNode, seen = new Set<SourceNode>()): readonly number[] {
  if (seen.has(node)) return [];
  seen.add(node);
  if (node.kind === 'scalar') return node.text.length > LONGEST_TEXT ? [node.start] : [];
  const children = node.kind === 'list' ? node.items : Array.from(node.entries.values(), (entry) => entry.node);
  return children.flatMap((child) => longTexts(child, seen));
}

interface ReadDocuments {
  readonly documents: readonly { readonly reading: Reading; readonly format: DocumentFormat | undefined }[];
  readonly findings: Findings;
}

function readDocuments({ file: name, text }: ObjectiveFile): ReadDocuments {
  const tooLong = text.length > MAX_LENGTH;
  const source = tooLong ? '' : text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const { roots, findings: faults, positionAt } = parseSources(source, SLO_FORMAT);
  const findings = new Findings(name, positionAt);
  const file: ReadFile = { name, text: source, findings, positionAt };
  const documents = roots.flatMap(documentsIn).map((root) => {
    const reading = readingOf(file, root);
    return { reading, format: detectFormat(reading) };
  });
  if (tooLong) {
    const message = `the file has ${text.length} characters; one of objectives has at most ${MAX_LENGTH}`;
    findings.add({ code: 'SLO_TOO_LARGE', offset: 0, message, hint: 'is this the right file?' });
    return { documents, findings };
  }
  // What is wrong with a catalog is said where catalogs are loaded.
  if (documents[0]?.format === 'nines') return { documents: documents.slice(0, 1), findings };
  for (const fault of faults) findings.add(fault);
  const long = roots.flatMap((root) => longTexts(root));
  if (long.length > 0) {
    for (const offset of long) findings.add({ code: SLO_FORMAT.codes.badValue, offset, message: TOO_LONG });
    return { documents: [], findings };
  }
  if (faults.length === 0 && documents.length === 0) {
    const { codes, emptyHint: hint } = SLO_FORMAT;
    findings.add({ code: codes.empty, offset: 0, message: 'the file describes nothing', hint });
  }
  for (const { reading, format } of documents) {
    if (format === undefined || format === 'nines') reportUnknown(reading);
  }
  return { documents, findings };
}
