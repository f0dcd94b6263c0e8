/** What may stand under `slo` and `sla`: objectives of other files, what low budgets freeze, and what breaking promises costs. */
import { parseDuration, parsePercentage } from '@nines/kernel';
import type { z } from 'zod';
import type { BudgetCondition, CreditCondition } from '../model-objectives.ts';
import { FREEZABLE } from '../model-objectives.ts';
import { listOf, mapping, oneOf, parsed, share, text } from './scalars.ts';

const REMAINING = /^remaining\s*<\s*(\d+(?:\.\d+)?%)$/;
const VIOLATED = /^slo violated for ((?:\d+(?:\.\d+)?(?:w|d|h|m|s))+)$/;
const UPTIME = /^monthly uptime\s*<\s*(\d{1,3}(?:\.\d{1,12})?)%$/;
const MOMENT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:00(\.0+)?)?([Zz]|[+-]\d\d:\d\d)$/;
/** Budgets of long periods are kept in blocks of this length. */
const STEP_MS = 300_000;
/** The longest period over which an objective holds. */
const LONGEST_MS = 400 * 86_400_000;

const budgetCondition = parsed(
  /\S/,
  '`exhausted`, or a share that is left such as `remaining < 25%`',
  readBudgetCondition,
);

function readBudgetCondition(written: string): BudgetCondition | undefined {
  if (written.trim() === 'exhausted') return { kind: 'exhausted' };
  const ratio = parsePercentage(REMAINING.exec(written.trim())?.[1] ?? '');
  return ratio === undefined || ratio <= 0 || ratio > 1 ? undefined : { kind: 'remaining-below', ratio };
}

const creditCondition = parsed(
  /\S/,
  '`slo violated for 2h` (any length from `1m`), or `monthly uptime < 99.5%` (any percentage below 100%)',
  readCreditCondition,
);

function readCreditCondition(written: string): CreditCondition | undefined {
  const forMs = parseDuration(VIOLATED.exec(written.trim())?.[1] ?? '');
  if (forMs !== undefined) {
    return forMs >= 60_000 && forMs <= LONGEST_MS
      ? { kind: 'violated', forMs: Math.round(forMs / 1_000) * 1_000 }
      : undefined;
  }
  const percent = UPTIME.exec(written.trim())?.[1];
  const isShare = percent !== undefined && Number(percent) > 0 && Number(percent) < 100;
  return isShare ? { kind: 'monthly-uptime', belowPercent: percent } : undefined;
}

function moment() {
  const accepts = 'a time with its zone such as `2026-12-01T02:00Z`, at a multiple of five minutes';
  return parsed(MOMENT, accepts, (written) => {
    const ms = Date.parse(written.toUpperCase().replace(' ', 'T'));
    // A day that is not in the calendar is taken for one of the next month.
    const sameDay =
      new Date(Date.parse(`${written.slice(0, 10)}T00:00Z`)).getUTCDate() === Number(written.slice(8, 10));
    return Number.isFinite(ms) && sameDay && ms % STEP_MS === 0 ? new Date(ms).toISOString() : undefined;
  });
}

function services(description: string) {
  return listOf(text('a service'), 'a list of services')
    .min(1, { error: 'at least one service' })
    .optional()
    .meta({ description });
}

const freezeRule = mapping({
  when: budgetCondition.meta({
    description: 'How low a budget has to be.',
    examples: ['remaining < 25%', 'exhausted'],
  }),
  freeze: listOf(oneOf(FREEZABLE), 'a list of `releases`, `experiments` and `maintenance`')
    .min(1, { error: 'at least one of `releases`, `experiments` and `maintenance`' })
    .meta({ description: 'What is not done any more to the service whose budget it is.' }),
  services: services('Services whose budgets are looked at. Default all.'),
  objectives: listOf(text('an objective'), 'a list of objectives')
    .min(1, { error: 'at least one objective' })
    .optional()
    .meta({ description: 'Objectives whose budgets are looked at, by `NAME` or `SERVICE/NAME`. Default all.' }),
});

const maintenance = mapping({
  name: text('a name').meta({ description: 'What is done.' }),
  from: moment().meta({ description: 'When it begins.', examples: ['2026-12-01T02:00Z'] }),
  to: moment().meta({ description: 'When it ends.' }),
  services: services('Services that are interrupted. Default all.'),
});

export const slo = mapping({
  include: listOf(text('a file name, or a pattern such as `slos/*.yaml`'), 'a list of file names and patterns')
    .prefault([])
    .meta({ description: 'Documents in the form of OpenSLO, Sloth or Pyrra, from the folder of this file.' }),
  policy: listOf(freezeRule, 'a list of `{ when, freeze }`')
    .prefault([])
    .meta({ description: 'What is not done any more while a budget is low.' }),
  maintenance: listOf(maintenance, 'a list of `{ name, from, to }`').prefault([]).meta({
    description: 'Interruptions that were agreed on: objectives that are measured by time do not count them.',
  }),
});

const creditRule = mapping({
  service: text('a service').meta({ description: 'Whose promise it is.' }),
  when: creditCondition.meta({
    description: 'What has to happen.',
    examples: ['slo violated for 2h', 'monthly uptime < 99.5%'],
  }),
  credit: share().meta({ description: 'Share of what was paid that is given back.', examples: ['5%'] }),
  slo: text('the name of an objective').optional().meta({
    description: 'Objective of the service that is meant. Default any of them.',
  }),
});

export const sla = listOf(creditRule, 'a list of `{ service, when, credit }`');

export type SloInput = z.output<typeof slo>;
export type SlaInput = z.output<typeof sla>;
