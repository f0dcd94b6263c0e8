/**
 * What a query counts: `sum(rate(requests_total{code="500"}[5m]))` counts `requests_total{code="500"}`.
 *
 * Counters are better than the rates that people write: their differences are exact, whatever the interval, and a
 * series that begins at 1 counts. Sums, rates and increases of counters, and sums and differences of those, are led
 * back to them; so is a fallback to zero, since a missing series counts as zero anyway. The rule for everything that
 * is kept as counters is: an expression that only grows, until its process is started anew.
 */
import type { SyntaxNode } from '@lezer/common';
import type { Count } from '../objective/objective.ts';
import { functionName, operands } from './check-types.ts';
import { combineCounters } from './combine-counters.ts';
import type { CounterTerm } from './combine-counters.ts';
import { parsePromql } from './parse-promql.ts';
import { remembering } from './remembering.ts';
import { fillWindow, hasWindow, WINDOW } from './window.ts';

export interface CountReading {
  readonly count: Count;
  /** What the query gives as it is written; undefined where that is mixed or scaled. */
  readonly unit?: CountUnit;
  /** Why it could not be led back to counters, as a clause. */
  readonly opaque?: string;
}

/** Counters as they stand, events a second, or events of a window. */
export type CountUnit = 'level' | 'rate' | 'increase';

export interface ReadCountOptions {
  /** Whether series that stand there without a range only grow. @defaultValue true */
  readonly counter?: boolean;
}

/** Queries that cannot be led back to counters are evaluated over windows of this length. */
export const WINDOW_SECONDS = 60;

const RATES = new Set(['rate', 'irate', 'deriv']);
const UNITS: Readonly<Record<string, CountUnit>> = { rate: 'rate', increase: 'increase' };

const readCounter = remembering((promql) => read(promql, true));
const readGauge = remembering((promql) => read(promql, false));

/** @param promql - of sound syntax; with `$window` or `{{.window}}` where the length of a range is left open */
export function readCount(promql: string, { counter = true }: ReadCountOptions = {}): CountReading {
  return counter ? readCounter(promql) : readGauge(promql);
}

function read(promql: string, counter: boolean): CountReading {
  const text = fillWindow(promql.trim(), WINDOW);
  const { root } = parsePromql(text);
  if (root === undefined) return { count: { form: 'window', promql: text }, opaque: 'its syntax is not understood' };
  const unit = unitOf(root, text);
  if (unit === 'level' && !counter) {
    return { count: { form: 'window', promql: text }, unit, opaque: 'it is said to be no counter' };
  }
  const terms = termsOf(root, text);
  const counters = typeof terms === 'string' ? undefined : combineCounters(terms);
  if (counters !== undefined && unit !== undefined) return { count: { form: 'counters', promql: counters }, unit };
  if (unit === 'level') return { count: { form: 'counters', promql: text }, unit };
  const opaque = typeof terms === 'string' ? terms : 'it mixes rates and increases';
  return { count: { form: 'window', promql: eventsOf(root, text, unit) }, ...(unit !== undefined && { unit }), opaque };
}

/** What happens in a window: a rate over it times its length, or an increase over no other. */
function eventsOf(root: SyntaxNode, text: string, unit: CountUnit | undefined): string {
  if (unit === 'rate') return `(${text}) * ${WINDOW_SECONDS}`;
  if (unit === undefined || hasWindow(text)) return text;
  return rangesOf(root).reduceRight((query, range) => {
    const length = range.getChild('DurationExpr');
    return length === null ? query : query.slice(0, length.from) + WINDOW + query.slice(length.to);
  }, text);
}

/** The query as a count of events, of counters where it can be led back to them. */
export function asCount(promql: string): Count {
  return readCount(promql).count;
}

/** The counters that are added and subtracted, or why there is no telling. */
function termsOf(node: SyntaxNode, text: string): readonly CounterTerm[] | string {
  const source = text.slice(node.from, node.to);
  const [first, second] = operands(node);
  if (node.name === 'VectorSelector') return [{ sign: 1, promql: source }];
  if (first === undefined) return `\`${brief(source)}\` counts nothing`;
  switch (node.name) {
    case 'ParenExpr':
      return termsOf(first, text);
    case 'OffsetExpr':
      return first.name === 'VectorSelector' ? [{ sign: 1, promql: source }] : `\`${brief(source)}\` is shifted`;
    case 'AggregateExpr':
      return isSum(node) ? termsOf(first, text) : `\`${brief(source)}\` is no sum`;
    case 'FunctionCall':
      return counterOf(node, first, text) ?? `\`${functionName(node, text)}\` is not a rate of a counter`;
    case 'BinaryExpr':
      return second === undefined ? `\`${brief(source)}\` is not understood` : combined(node, first, second, text);
    default:
      return `\`${brief(source)}\` is more than a sum of rates`;
  }
}

function combined(
  node: SyntaxNode,
  left: SyntaxNode,
  right: SyntaxNode,
  text: string,
): readonly CounterTerm[] | string {
  const first = termsOf(left, text);
  if (typeof first === 'string') return first;
  if (node.getChild('Or') !== null && isZero(right, text)) return first;
  const sign = node.getChild('Add') !== null ? 1 : node.getChild('Sub') !== null ? -1 : 0;
  const matching = node.getChild('MatchingModifierClause');
  const manyToOne = matching?.getChild('GroupLeft') ?? matching?.getChild('GroupRight') ?? null;
  if (sign === 0 || manyToOne !== null) return `\`${brief(text.slice(node.from, node.to))}\` is no sum or difference`;
  const second = termsOf(right, text);
  return typeof second === 'string'
    ? second
    : [...first, ...second.map((term) => ({ ...term, sign: term.sign * sign }))];
}

/** `rate(requests_total[5m] offset 1m)` -> `requests_total offset 1m`. */
function counterOf(call: SyntaxNode, argument: SyntaxNode, text: string): readonly CounterTerm[] | undefined {
  if (UNITS[functionName(call, text)] === undefined) return undefined;
  const range = argument.name === 'OffsetExpr' ? argument.firstChild : argument;
  const selector = range?.name === 'MatrixSelector' ? range.firstChild : null;
  if (range === null || selector === null) return undefined;
  const offset = text.slice(range.to, argument.to);
  return [{ sign: 1, promql: text.slice(selector.from, selector.to) + offset }];
}

function isSum(aggregation: SyntaxNode): boolean {
  const operator = aggregation.getChild('AggregateOp');
  return (operator?.getChild('Sum') ?? null) !== null;
}

/** `vector(0)`. */
function isZero(node: SyntaxNode, text: string): boolean {
  return /^\(*\s*vector\s*\(\s*0(?:\.0*)?\s*\)\s*\)*$/i.test(text.slice(node.from, node.to));
}

function unitOf(root: SyntaxNode, text: string): CountUnit | undefined {
  const functions = rangeFunctions(root, text);
  if (functions.length === 0) return 'level';
  const top = withoutBrackets(root);
  const scaled = top.name === 'BinaryExpr' && (top.getChild('Mul') ?? top.getChild('Div')) !== null;
  if (scaled) return undefined;
  if (functions.every((name) => RATES.has(name))) return 'rate';
  return functions.some((name) => RATES.has(name)) ? undefined : 'increase';
}

function withoutBrackets(node: SyntaxNode): SyntaxNode {
  const [inner] = node.name === 'ParenExpr' ? operands(node) : [];
  return inner === undefined ? node : withoutBrackets(inner);
}

/** Names of the functions that are applied to ranges. */
function rangeFunctions(root: SyntaxNode, text: string): readonly string[] {
  return rangesOf(root).flatMap((range) => {
    let around: SyntaxNode | null = range;
    while (around !== null && around.name !== 'FunctionCall') around = around.parent;
    return around === null ? [] : [functionName(around, text)];
  });
}

/** In the order of the text; what is in a range comes after it. */
function rangesOf(root: SyntaxNode): readonly SyntaxNode[] {
  const ranges: SyntaxNode[] = [];
  root.cursor().iterate(({ name, node }) => {
    if (name === 'MatrixSelector' || name === 'SubqueryExpr') ranges.push(node);
  });
  return ranges.sort((a, b) => a.to - b.to);
}

const LONGEST_SHOWN = 40;

function brief(source: string): string {
  const line = source.replaceAll(/\s+/g, ' ');
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}
