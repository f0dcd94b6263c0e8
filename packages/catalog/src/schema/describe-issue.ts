/** From what the schema library reports to what a person reads. */
import type { z } from 'zod';
import type { Finding } from '../findings.ts';
import { nearestName } from '../nearest-name.ts';
import { pathText } from '../source/node.ts';
import type { SourceNode, SourcePath } from '../source/node.ts';
import type { SourceDocument } from '../source/source-document.ts';
import type { SourceFormat } from '../source/source-format.ts';

/** One thing that is wrong with the shape of a document. */
export type ShapeIssue =
  | { readonly kind: 'unknown-key'; readonly path: SourcePath; readonly known: readonly string[] }
  | { readonly kind: 'missing'; readonly path: SourcePath; readonly accepts: string }
  | { readonly kind: 'type' | 'value'; readonly path: SourcePath; readonly accepts: string };

/** Flattens unions (the branch that was meant speaks) and splits lists of unknown keys. */
export function shapeIssues(issue: z.core.$ZodIssue, document: SourceDocument, base: SourcePath = []): ShapeIssue[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ');
    return issue.keys.map((key) => ({ kind: 'unknown-key', path: [...path, key], known }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => !branch.some(isWrongTypeAtRoot));
    if (meant !== undefined) return meant.flatMap((inner) => shapeIssues(inner, document, path));
  }
  if (!document.has(path)) return [{ kind: 'missing', path, accepts: issue.message }];
  const isType = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  return [{ kind: isType ? 'type' : 'value', path, accepts: issue.message }];
}

function isWrongTypeAtRoot(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_union');
}

/** The key that an unknown one was probably meant to be: a known one that is not there yet. */
export function meantKey(issue: ShapeIssue & { kind: 'unknown-key' }, document: SourceDocument): string | undefined {
  const parent = issue.path.slice(0, -1);
  const free = issue.known.filter((key) => !document.has([...parent, key]));
  return nearestName(String(issue.path.at(-1)), free);
}

/** A finding at the place the issue is about. */
export function describeIssue(issue: ShapeIssue, document: SourceDocument, { codes, whole }: SourceFormat): Finding {
  const { path } = issue;
  const name = path.length === 0 ? whole : pathText(path);
  if (issue.kind === 'unknown-key') {
    const nearest = meantKey(issue, document);
    const hint = nearest === undefined ? `known here: ${issue.known.join(', ')}` : `did you mean \`${nearest}\`?`;
    return { code: codes.unknownKey, offset: document.keyOffset(path), message: `unknown key ${name}`, hint };
  }
  if (issue.kind === 'missing') {
    const message = `${name} is missing; it must be ${issue.accepts}`;
    return { code: codes.missingKey, offset: document.keyOffset(path), message };
  }
  const found = shown(document.nodeAt(path));
  const message = `${name} must be ${issue.accepts}, not ${found}`;
  const code = issue.kind === 'type' ? codes.wrongType : codes.badValue;
  return { code, offset: document.valueOffset(path), message };
}

const LONGEST_SHOWN = 40;

function shown(node: SourceNode | undefined): string {
  if (node === undefined || node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  if (node.value === null) return 'nothing';
  const text = JSON.stringify(node.value);
  const short = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return typeof node.value === 'string' ? short : `the ${typeof node.value} ${node.text}`;
}
