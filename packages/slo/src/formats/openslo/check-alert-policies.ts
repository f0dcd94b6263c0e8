/**
 * What the alert policies of an SLO ask for, next to what Nines does: alerts look at two windows each, and of those
 * there are four. A policy is carried over where it is one of these, written by Nines; otherwise that is said.
 */
import type { SourcePath } from '@nines/catalog/source';
import { parseDuration } from '@nines/kernel';
import { burnTiers, canFire } from '../../objective/burn-tiers.ts';
import type { Objective } from '../../objective/objective.ts';
import { targetRatio } from '../../objective/target.ts';
import { reportAt, reportAtKey, reportNotCarried } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { ConditionInput, PolicyInput, PolicyUseInput } from './alert-schema.ts';
import { parseShorthand, shorthandMs } from './durations.ts';
import { LONG_WINDOW, PREFIX, SHORT_WINDOW } from './extension.ts';
import type { MetadataInput } from './metadata-schema.ts';
import type { Objects } from './objects.ts';

/** A part of a document: an object, or one inside another. */
interface Part<T> {
  readonly reading: Reading;
  /** Of `spec`. */
  readonly path: SourcePath;
  readonly metadata?: MetadataInput | undefined;
  readonly spec: T;
}

export interface PolicyContext {
  readonly reading: Reading;
  readonly objects: Objects;
  /** Whether the SLO says itself which alerts it is to have. */
  readonly extended: boolean;
}

/** @param objectives - of the SLO; they have one period */
export function checkAlertPolicies(
  context: PolicyContext,
  uses: readonly PolicyUseInput[],
  objectives: readonly Objective[],
): void {
  const [lowest] = objectives.toSorted((a, b) => targetRatio(a.target) - targetRatio(b.target));
  uses.forEach((use, index) => {
    const path = ['spec', 'alertPolicies', index];
    const policy = policyOf(context, path, use);
    if (policy === undefined) return;
    const condition = conditionOf(context, policy);
    if (condition !== undefined) checkCondition(condition, lowest);
    if (context.extended && condition !== undefined && isOfNines(condition, lowest)) return;
    const name = policy.metadata?.name ?? '';
    const hint = `say which alerts you want in the annotation \`${PREFIX}burn-alerts\``;
    const message = `alert policy ${name} is not carried over: its condition has one window, alerts of Nines have two`;
    reportNotCarried(context.reading, path, message, context.extended ? undefined : hint);
  });
}

function policyOf(
  { reading, objects }: PolicyContext,
  path: SourcePath,
  use: PolicyUseInput,
): Part<PolicyInput> | undefined {
  const { alertPolicyRef, metadata, spec } = use;
  if (!isOneOf(reading, path, alertPolicyRef, spec, 'alertPolicyRef')) return undefined;
  if (spec !== undefined) return { reading, path: [...path, 'spec'], metadata, spec };
  if (alertPolicyRef === undefined) return undefined;
  const found = objects.find('AlertPolicy', alertPolicyRef);
  if (found === 'missing') {
    const message = `alert policy ${alertPolicyRef} is not carried over: it stands in none of the documents`;
    reportNotCarried(reading, path, message);
    return undefined;
  }
  return found && { reading: found.reading, path: ['spec'], metadata: found.object.metadata, spec: found.object.spec };
}

function conditionOf(
  { objects }: PolicyContext,
  { reading, path, spec }: Part<PolicyInput>,
): Part<ConditionInput> | undefined {
  const [condition, second] = spec.conditions ?? [];
  if (second !== undefined) {
    const message = 'a policy of OpenSLO has one condition';
    reportAt(reading, 'SLO_BAD_VALUE', [...path, 'conditions', 1], message, { hint: 'make a policy of each' });
  }
  if (condition === undefined) return undefined;
  const at = [...path, 'conditions', 0];
  const { conditionRef, metadata, spec: inline } = condition;
  if (!isOneOf(reading, at, conditionRef, inline, 'conditionRef')) return undefined;
  if (inline !== undefined) return { reading, path: [...at, 'spec'], metadata, spec: inline };
  if (conditionRef === undefined) return undefined;
  const found = objects.resolve(reading, [...at, 'conditionRef'], 'AlertCondition', conditionRef);
  return found && { reading: found.reading, path: ['spec'], metadata: found.object.metadata, spec: found.object.spec };
}

function isOneOf(reading: Reading, path: SourcePath, reference: unknown, spec: unknown, key: string): boolean {
  if ((reference === undefined) !== (spec === undefined)) return true;
  if ([key, 'spec'].some((each) => !reading.document.isSound([...path, each]))) return false;
  const code = reference === undefined ? 'SLO_MISSING_KEY' : 'SLO_BAD_VALUE';
  reportAtKey(reading, code, path, `either \`${key}\` or \`spec\` is needed`);
  return false;
}

/** Whether it would ever tell of a burning budget, and of nothing else. */
function checkCondition({ reading, path, spec }: Part<ConditionInput>, lowest: Objective | undefined): void {
  const { op, threshold } = spec.condition;
  const at = [...path, 'condition'];
  if (op === 'lt' || op === 'lte') {
    const message = `with \`op: ${op}\` it would be told of budgets that do not burn`;
    reportAt(reading, 'SLO_BURN_OPERATOR', [...at, 'op'], message, { severity: 'warning', hint: 'write `op: gt`' });
  }
  if (threshold < 1) {
    const message = `a burn rate of ${threshold} is below one: it would be told of objectives that are met`;
    reportAt(reading, 'SLO_BURN_FACTOR_BELOW_ONE', [...at, 'threshold'], message, { severity: 'warning' });
  }
  if (lowest !== undefined && !canFire({ factor: threshold }, lowest)) {
    const message = `a burn rate of ${threshold} cannot be: at ${lowest.target}% no outage burns the budget so fast`;
    reportAt(reading, 'SLO_TIER_CANNOT_FIRE', [...at, 'threshold'], message, { severity: 'warning' });
  }
}

/** Whether it is one of the four, as Nines writes them down. */
function isOfNines({ metadata, spec }: Part<ConditionInput>, objective: Objective | undefined): boolean {
  const { threshold, lookbackWindow, op } = spec.condition;
  const annotations = metadata?.annotations ?? {};
  const [long, short] = [annotations[LONG_WINDOW], annotations[SHORT_WINDOW]];
  const lookback = parseShorthand(lookbackWindow);
  const longMs = long === undefined ? lookback && shorthandMs(lookback) : parseDuration(long);
  const shortMs = short === undefined ? undefined : parseDuration(short);
  const tiers = objective === undefined || op !== 'gt' ? [] : burnTiers(objective.period);
  return tiers.some((tier) => tier.factor === threshold && tier.longMs === longMs && tier.shortMs === shortMs);
}
