/** What it cost. */
import { disturbedMsOf } from '../facts.ts';
import type { Facts } from '../facts.ts';
import { lengthText } from '../moments.ts';
import { plain, table } from '../plain-text.ts';
import type { PostmortemSource, StandingOfObjective } from '../postmortem-source.ts';
import { ofIncident, ofObjective } from '../references.ts';

export function impact(source: PostmortemSource, facts: Facts): string {
  const { impact: cost, services } = source.incident;
  const rows = [
    ['Failed requests', failedText(cost?.failedRequests ?? null, cost?.totalRequests ?? null)],
    ['Time that was bad enough to page', lengthText(facts.downtimeMs)],
    ['Affected services', String(services.length)],
  ];
  const parts = [
    ...(cost === null ? ['What it cost in requests and budgets is not measured yet.'] : []),
    table(['What', 'How much'], rows),
    table(['Service', 'Owner', 'Tier', 'Time that was bad enough to page', 'Budgets spent'], serviceRows(source)),
    `Evidence: ${ofIncident(source.incident)}.`,
  ];
  return parts.join('\n\n');
}

function failedText(failed: number | null, total: number | null): string {
  if (failed === null) return 'not known';
  if (total === null || total <= 0) return String(Math.round(failed));
  return `${Math.round(failed)} of ${Math.round(total)} (${percentage(failed / total)})`;
}

function serviceRows(source: PostmortemSource): readonly (readonly string[])[] {
  const { catalog, incident } = source;
  if (incident.services.length === 0) return [['none', '', '', '', '']];
  return incident.services.map((name) => {
    const service = catalog.services.find((each) => each.name === name);
    const tier = service === undefined ? '' : String(service.tier);
    return [
      plain(name),
      plain(service?.owner ?? 'none'),
      tier,
      lengthText(disturbedMsOf(name, source)),
      budgetsText(name, source),
    ];
  });
}

function budgetsText(name: string, { incident, objectives }: PostmortemSource): string {
  const spent = (incident.impact?.budgets ?? []).filter(({ service }) => service === name);
  if (spent.length === 0) return incident.impact === null ? 'not known' : 'none';
  return spent
    .map((budget) => {
      const standing = objectives?.find(({ service, slo }) => service === name && slo === budget.slo);
      return `${ofObjective(budget)}: ${percentage(budget.spentRatio)}${leftText(standing)}`;
    })
    .join('; ');
}

function leftText(standing: StandingOfObjective | undefined): string {
  const remaining = standing?.remainingRatio ?? null;
  return remaining === null ? '' : ` (${percentage(Math.max(0, remaining))} are left)`;
}

/** `12.3 %`, with as many digits as tell it from none. */
export function percentage(ratio: number): string {
  const percent = ratio * 100;
  return `${percent !== 0 && Math.abs(percent) < 0.1 ? percent.toPrecision(1) : percent.toFixed(1)} %`;
}
