/** What an incident cost, in one line. What is not known is left out. */
import type { IncidentImpact } from '@nines/kernel';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';

const MOST_BUDGETS = 2;
const LONGEST_NAME = 40;
const COUNT = new Intl.NumberFormat('en');
const SHARE = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 2 });

/** `down for 4.5 min; 1,204 of 80,000 requests failed; 12% of the budget of api/availability`. */
export function impactLine({ failedRequests, totalRequests, minutes, budgets }: IncidentImpact): string {
  const requests =
    failedRequests === null
      ? []
      : [
          `${COUNT.format(failedRequests)}${totalRequests === null ? '' : ` of ${COUNT.format(totalRequests)}`} requests failed`,
        ];
  const spent = budgets
    .toSorted((one, other) => other.spentRatio - one.spentRatio)
    .slice(0, MOST_BUDGETS)
    .map(({ service, slo, spentRatio }) => `${SHARE.format(spentRatio)} of the budget of ${name(`${service}/${slo}`)}`);
  return [`down for ${COUNT.format(minutes)} min`, ...requests, ...spent].join('; ');
}

function name(text: string): string {
  return cutText(cleanLine(text), LONGEST_NAME);
}
