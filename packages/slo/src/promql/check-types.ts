/**
 * Ranges where ranges belong, and nowhere else: what the grammar of PromQL leaves open.
 *
 * @see Prometheus documentation, "Querying basics", "Expression language data types"
 */
import type { SyntaxNode } from '@lezer/common';
import type { PromqlFault } from './parse-promql.ts';

/** Functions whose last or only argument is a range, beside those named `..._over_time`. */
const OF_RANGES = new Set([
  'rate',
  'irate',
  'increase',
  'delta',
  'idelta',
  'deriv',
  'changes',
  'resets',
  'predict_linear',
  'double_exponential_smoothing',
  'holt_winters',
]);
const WITH_PARAMETERS = new Set([
  'quantile_over_time',
  'predict_linear',
  'double_exponential_smoothing',
  'holt_winters',
]);

/** Around a range, and still the same range. */
const TRANSPARENT = new Set(['ParenExpr', 'OffsetExpr', 'StepInvariantExpr', 'AnchoredExpr', 'SmoothedExpr']);

/** The first range that is out of place, or missing; a sound tree assumed otherwise. */
export function typeFault(root: SyntaxNode, text: string): PromqlFault | undefined {
  const kind = kindOf(root);
  if (kind === 'range') return rangeFault(root);
  if (kind === 'string') return { offset: root.from, message: 'a string is no figure' };
  return faultWithin(root, text);
}

function faultWithin(node: SyntaxNode, text: string): PromqlFault | undefined {
  const fault = faultAt(node, text);
  if (fault !== undefined) return fault;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    const inner = faultWithin(child, text);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function faultAt(node: SyntaxNode, text: string): PromqlFault | undefined {
  if (node.name === 'VectorSelector') return selectorFault(node, text);
  if (node.name === 'MatrixSelector' && node.firstChild?.name !== 'VectorSelector') {
    return { offset: node.from, message: 'a range such as `[5m]` stands behind a metric only' };
  }
  if (node.name === 'FunctionCall') return callFault(node, text);
  if (node.name !== 'BinaryExpr' && node.name !== 'AggregateExpr' && node.name !== 'UnaryExpr') return undefined;
  const range = operands(node).find((operand) => kindOf(operand) === 'range');
  return range === undefined ? undefined : rangeFault(range);
}

function callFault(call: SyntaxNode, text: string): PromqlFault | undefined {
  const name = functionName(call, text);
  const given = operands(call);
  const wantsRange = OF_RANGES.has(name) || name.endsWith('_over_time');
  if (!wantsRange) {
    const range = given.find((argument) => kindOf(argument) === 'range');
    return range === undefined ? undefined : rangeFault(range);
  }
  if (!given.some((argument) => kindOf(argument) === 'range')) {
    return { offset: call.from, message: `\`${name}\` needs a range such as \`[5m]\`` };
  }
  if (given.length === 1 || WITH_PARAMETERS.has(name)) return undefined;
  return { offset: call.from, message: `\`${name}\` takes a range and nothing else` };
}

function selectorFault(selector: SyntaxNode, text: string): PromqlFault | undefined {
  const matchers = selector.getChild('LabelMatchers');
  const named = selector.getChild('Identifier') ?? matchers?.getChild('QuotedLabelName') ?? null;
  const all = ['UnquotedLabelMatcher', 'QuotedLabelMatcher'].flatMap((name) => matchers?.getChildren(name) ?? []);
  if (named !== null || all.some((matcher) => excludesAbsence(matcher, text))) return undefined;
  return { offset: selector.from, message: 'a selector needs the name of a metric, or a label that is not empty' };
}

/** Whether series without the label are left out; as far as one sees without running a regular expression. */
function excludesAbsence(matcher: SyntaxNode, text: string): boolean {
  const operator = matcher.getChild('MatchOp');
  const value = matcher.lastChild;
  if (operator === null || value === null) return false;
  const pattern = text.slice(value.from + 1, value.to - 1);
  const wide = pattern === '' || (operator.to - operator.from === 2 && pattern === '.*');
  return text.charAt(operator.from) === '!' ? wide : !wide;
}

function rangeFault({ from }: SyntaxNode): PromqlFault {
  return { offset: from, message: 'a range is no figure; `rate` or `increase` makes one of it' };
}

function kindOf(node: SyntaxNode): 'range' | 'string' | 'figure' {
  if (node.name === 'MatrixSelector' || node.name === 'SubqueryExpr') return 'range';
  if (node.name === 'StringLiteral') return 'string';
  const [inner] = TRANSPARENT.has(node.name) ? operands(node) : [];
  return inner === undefined ? 'figure' : kindOf(inner);
}

/** Of a call `rate(...)`: `rate`. */
export function functionName(call: SyntaxNode, text: string): string {
  const identifier = call.getChild('FunctionIdentifier');
  return identifier === null ? '' : text.slice(identifier.from, identifier.to).toLowerCase();
}

/** The expressions directly in an expression: arguments, sides of an operator, what is aggregated or in brackets. */
export function operands(node: SyntaxNode): SyntaxNode[] {
  return (node.getChild('FunctionCallBody') ?? node).getChildren('Expr');
}
