/** One document while it is read: where its parts stand, and what is said about them. */
import { checkShape, SourceDocument } from '@nines/catalog/source';
import type { Finding, Findings, SourceNode, SourcePath } from '@nines/catalog/source';
import type { DiagnosticSeverity } from '@nines/kernel';
import type { z } from 'zod';
import type { Place } from '../objective/objective.ts';
import { SLO_FORMAT } from './slo-format.ts';

/** The file that documents stand in. */
export interface ReadFile {
  readonly name: string;
  readonly text: string;
  readonly findings: Findings;
  readonly positionAt: (offset: number) => { readonly line: number; readonly column: number };
}

export interface Reading {
  readonly file: ReadFile;
  readonly document: SourceDocument;
}

export interface Remark {
  readonly severity?: DiagnosticSeverity;
  readonly hint?: string | undefined;
}

export function readingOf(file: ReadFile, root: SourceNode): Reading {
  return { file, document: new SourceDocument(root, file.text) };
}

/** What a schema makes of the document, without what is wrong with it, which is reported. */
export function readShape<T extends z.ZodType>({ file, document }: Reading, schema: T): z.output<T> | undefined {
  return checkShape(document, file.findings, { schema, format: SLO_FORMAT });
}

/** Reports at the value of `path`; where nothing stands there, at the nearest key around it. */
export function reportAt(
  { file, document }: Reading,
  code: Finding['code'],
  path: SourcePath,
  message: string,
  remark: Remark = {},
): void {
  file.findings.add({ code, offset: document.valueOffset(path), message, ...remark });
}

/** Reports at the key of `path`. */
export function reportAtKey(
  { file, document }: Reading,
  code: Finding['code'],
  path: SourcePath,
  message: string,
  remark: Remark = {},
): void {
  file.findings.add({ code, offset: document.keyOffset(path), message, ...remark });
}

/** Says that something is not carried over, and what becomes of it. */
export function reportNotCarried(reading: Reading, path: SourcePath, message: string, hint?: string): void {
  reportAtKey(reading, 'SLO_NOT_CARRIED', path, message, { severity: 'warning', hint });
}

/** Says how something is read that can be understood in several ways. */
export function reportReadAs(reading: Reading, path: SourcePath, message: string, hint?: string): void {
  reportAt(reading, 'SLO_READ_AS', path, message, { severity: 'warning', hint });
}

export function placeAt({ file, document }: Reading, path: SourcePath): Place {
  return { file: file.name, ...file.positionAt(document.keyOffset(path)) };
}
