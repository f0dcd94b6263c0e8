/**
 * What Alertmanager makes of routes and inhibitions, in a few lines: fast enough for thousands of random platforms, and
 * compared with the real one in the integration tests.
 */
import type { InhibitRule, Route } from '../alertmanager/document.ts';

export type Labels = Readonly<Record<string, string>>;

/** The receivers an alert goes to, in order. @see Alertmanager documentation, "Configuration": `<route>` */
export function routed(route: Route, labels: Labels): readonly string[] {
  return matchingRoutes(route, labels).map(({ receiver }) => receiver);
}

/** The leaves of the tree that an alert ends at, with what they inherit: everything but mute times and matchers. */
export function matchingRoutes(route: Route, labels: Labels): readonly Route[] {
  if (!matchesAll(route.matchers ?? [], labels)) return [];
  const { mute_time_intervals: _mutes, matchers: _matchers, continue: _continue, routes = [], ...inherited } = route;
  const found: Route[] = [];
  for (const child of routes) {
    const below = matchingRoutes({ ...inherited, ...child }, labels);
    found.push(...below);
    if (below.length > 0 && child.continue !== true) break;
  }
  return found.length === 0 ? [route] : found;
}

/** Those of the firing alerts that are told. A source counts though it is inhibited itself. */
export function told(rules: readonly InhibitRule[], firing: readonly Labels[]): readonly Labels[] {
  return firing.filter((alert) => !rules.some((rule) => firing.some((source) => inhibits(rule, source, alert))));
}

function inhibits(rule: InhibitRule, source: Labels, target: Labels): boolean {
  const isSource = (labels: Labels): boolean => matchesAll(rule.source_matchers, labels);
  const isTarget = (labels: Labels): boolean => matchesAll(rule.target_matchers, labels);
  if (!isTarget(target) || !isSource(source)) return false;
  // Alerts that match both sides do not inhibit one another.
  if (isSource(target) && isTarget(source)) return false;
  return (rule.equal ?? []).every((label) => (source[label] ?? '') === (target[label] ?? ''));
}

function matchesAll(matchers: readonly string[], labels: Labels): boolean {
  return matchers.every((matcher) => {
    const [, label = '', operator = '', quoted = ''] = /^(\w+)(=~|!~|!=|=)(".*")$/s.exec(matcher) ?? [];
    const expected: unknown = JSON.parse(quoted);
    const actual = labels[label] ?? '';
    if (typeof expected !== 'string') throw new Error(`not a matcher: ${matcher}`);
    const equal = operator.endsWith('~') ? new RegExp(`^(?:${expected})$`, 's').test(actual) : actual === expected;
    return equal !== operator.startsWith('!');
  });
}
