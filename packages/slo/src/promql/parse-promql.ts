/**
 * PromQL -> its syntax tree, or what is wrong with it.
 *
 * Prometheus itself has the last word; this finds what people get wrong, at the place where it stands. The length of a
 * range may be left open, see `window.ts`.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { typeFault } from './check-types.ts';
import { remembering } from './remembering.ts';
import { fillWindow } from './window.ts';

export type ParsedPromql =
  /** The tree's offsets are those of the text. */
  | { readonly root: SyntaxNode; readonly fault?: undefined }
  | { readonly root?: undefined; readonly fault: PromqlFault };

export interface PromqlFault {
  /** UTF-16 units from the start of the query. */
  readonly offset: number;
  readonly message: string;
}

/** Longer than any that people write. */
const MAX_LENGTH = 20_000;
/** Whoever walks a tree may recurse. */
const MAX_DEPTH = 200;
const LONGEST_SHOWN = 20;

/** Stops at the first fault. Guessing how a faulty text might go on takes 80 us a character. */
const strictParser = parser.configure({ strict: true });

/** Comments, in which quotes are nothing, and strings, with a group for the quote that ends them. */
const STRING = /#[^\n]*|"(?:\\[^]|[^"\\\n])*("?)|'(?:\\[^]|[^'\\\n])*('?)|`[^`]*(`?)/g;

/** Never throws, whatever the text is. */
export const parsePromql = remembering(parse);

function parse(promql: string): ParsedPromql {
  if (promql.length > MAX_LENGTH) return faulty(0, `the query has more than ${MAX_LENGTH} characters`);
  if (promql.trim() === '') return faulty(0, 'the query is empty');
  // Filled with something of the same length, so that offsets stay.
  const text = fillWindow(promql, (spelling) => '1m'.padEnd(spelling.length));
  const open = openString(text);
  if (open !== undefined) return faulty(open, 'the string does not end');
  const root = outermost(text);
  if (typeof root === 'number') return faulty(root, unexpected(text, root));
  if (isTooDeep(root)) return faulty(0, `the query is nested deeper than ${MAX_DEPTH} levels`);
  const fault = typeFault(root, text);
  return fault === undefined ? { root } : { fault };
}

function faulty(offset: number, message: string): ParsedPromql {
  return { fault: { offset, message } };
}

/** Offset of the first string that has no end. */
function openString(text: string): number | undefined {
  const open = [...text.matchAll(STRING)].find(([whole, ...ends]) => !whole.startsWith('#') && !ends.some(Boolean));
  return open?.index;
}

/** The outermost expression, or the offset at which there is none any more. */
function outermost(text: string): SyntaxNode | number {
  try {
    return strictParser.parse(text).topNode.firstChild ?? text.length;
  } catch (error) {
    const [, offset] = /(\d+)$/.exec(String(error)) ?? [];
    return Math.min(Number(offset ?? 0), text.length);
  }
}

function unexpected(text: string, offset: number): string {
  const rest = text.slice(offset).trim();
  if (rest === '') return 'the query ends too early';
  const [word = ''] = /^(?:\w+|[^\w\s]+)/.exec(rest) ?? [rest];
  return `unexpected \`${word.slice(0, LONGEST_SHOWN)}\``;
}

function isTooDeep(root: SyntaxNode): boolean {
  let [depth, deepest] = [0, 0];
  root.cursor().iterate(
    () => {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    () => {
      depth -= 1;
    },
  );
  return deepest > MAX_DEPTH;
}
