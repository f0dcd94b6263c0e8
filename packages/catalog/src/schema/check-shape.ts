/** Types, units and known keys: the part of a document that a schema can judge. */
import type { z } from 'zod';
import type { Findings } from '../findings.ts';
import type { SourcePath } from '../source/node.ts';
import type { SourceDocument } from '../source/source-document.ts';
import type { SourceFormat } from '../source/source-format.ts';
import { describeIssue, meantKey, shapeIssues } from './describe-issue.ts';
import type { ShapeIssue } from './describe-issue.ts';

/** A part that lacks something is taken out whole, then what contains it, up to the root. */
const MAX_PASSES = 8;

export interface Shape<T extends z.ZodType> {
  readonly schema: T;
  readonly format: SourceFormat;
  /** Fills in what was reported and taken out, so that the rest can be checked; by default nothing. */
  readonly complete?: (document: SourceDocument) => unknown;
}

/**
 * Reports everything the schema objects to, takes that out of `document`, and returns what remains as the schema's
 * type, so that further checks see sound parts only. Undefined where nothing can be made of it.
 */
export function checkShape<T extends z.ZodType>(
  document: SourceDocument,
  findings: Findings,
  { schema, format, complete = (remaining) => remaining.plain() }: Shape<T>,
): z.output<T> | undefined {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const result = schema.safeParse(pass === 0 ? document.plain() : complete(document));
    if (result.success) return result.data;
    const issues = result.error.issues.flatMap((issue) => shapeIssues(issue, document));
    if (pass === 0) report(issues, document, format, findings);
    if (issues.some((issue) => issue.path.length === 0)) return undefined;
    takeOut(issues, document);
  }
  return undefined;
}

function report(
  issues: readonly ShapeIssue[],
  document: SourceDocument,
  format: SourceFormat,
  findings: Findings,
): void {
  for (const issue of issues) {
    if (issue.kind !== 'unknown-key') continue;
    findings.add(describeIssue(issue, document, format));
    const meant = meantKey(issue, document);
    if (meant !== undefined) document.excuse([...issue.path.slice(0, -1), meant]);
  }
  for (const issue of issues) {
    if (issue.kind === 'unknown-key' || (issue.kind === 'missing' && !document.isSound(issue.path))) continue;
    findings.add(describeIssue(issue, document, format));
  }
}

/** Later list items first, so that the paths of earlier ones stay right. */
function takeOut(issues: readonly ShapeIssue[], document: SourceDocument): void {
  const paths = new Map<string, SourcePath>();
  for (const issue of issues) {
    const path = issue.kind === 'missing' ? issue.path.slice(0, -1) : issue.path;
    paths.set(JSON.stringify(path), path);
  }
  for (const path of [...paths.values()].sort(laterFirst)) document.remove(path);
}

function laterFirst(a: SourcePath, b: SourcePath): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (typeof left === 'number' && typeof right === 'number' && left !== right) return right - left;
  }
  return b.length - a.length;
}
