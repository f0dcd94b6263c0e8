/** What customers are owed for broken promises, month by month. */
import type { Sla } from '@nines/api';
import type { CreditRule } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import { creditsOwed, periodAt, previousPeriod } from '@nines/slo/budgets';
import type { CreditFinding, Interval, MonthOfCredits, RecordedObjective } from '@nines/slo';
import type { Archive } from './archive.ts';
import type { CountedObjective } from './counted-periods.ts';
import { spanOf, timeText } from './describe-objective.ts';
import type { WatchedObjectives } from './watched-objectives.ts';

export interface CreditsOptions {
  readonly watched: () => WatchedObjectives | undefined;
  readonly archive: Pick<Archive, 'ledger'>;
  readonly clock: Pick<Clock, 'now'>;
}

const MONTH = { kind: 'calendar', unit: 'month', timezone: 'UTC' } as const;

type ServiceCredits = Sla['data'][number];
type ApiRule = ServiceCredits['unmeasured'][number];

export class Credits {
  readonly #options: CreditsOptions;

  constructor(options: CreditsOptions) {
    this.#options = options;
  }

  /**
   * @param month - `2026-11`. @defaultValue the one that goes on
   * @throws NinesError `API_BAD_REQUEST` where it is to come; `API_UNAVAILABLE`, `STORE_UNREACHABLE`
   */
  async month(month?: string): Promise<Sla> {
    const nowMs = this.#options.clock.now();
    const whole = periodAt(MONTH, month === undefined ? nowMs : Date.parse(`${month}-01T00:00:00Z`));
    if (whole.startMs >= nowMs) throw new NinesError('API_BAD_REQUEST', `${month ?? 'this month'} is still to come`);
    const rules = this.#options.watched()?.credits ?? [];
    const data: ServiceCredits[] = [];
    for (const service of new Set(rules.map((rule) => rule.service))) {
      data.push(await this.#ofService(service, { startMs: whole.startMs, endMs: Math.min(whole.endMs, nowMs) }));
    }
    return {
      month: timeText(whole.startMs).slice(0, 7),
      ...spanOf(whole),
      at: timeText(nowMs),
      isComplete: whole.endMs <= nowMs,
      data,
      pagination: { next: null },
    };
  }

  /** Of every month that the interval touches, what the objective may speak for; empty where there are no rules. */
  async monthsOf({ objective }: CountedObjective, interval: Interval): Promise<readonly MonthOfCredits[]> {
    const rules = this.#rulesOf(objective.service);
    if (rules.length === 0) return [];
    return creditsOwed(rules, await this.#recorded(objective.service, interval), interval).months;
  }

  async #ofService(service: string, interval: Interval): Promise<ServiceCredits> {
    const rules = this.#rulesOf(service);
    const { months, unmeasured } = creditsOwed(rules, await this.#recorded(service, interval), interval);
    const [month] = months;
    return {
      service,
      creditRatio: month?.creditRatio ?? 0,
      credits: (month?.credits ?? []).map(({ rule, findings }) => ({
        ...describeRule(rule),
        findings: findings.map(describeFinding),
      })),
      unmeasured: unmeasured.map(describeRule),
    };
  }

  #rulesOf(service: string): readonly CreditRule[] {
    return (this.#options.watched()?.credits ?? []).filter((rule) => rule.service === service);
  }

  /** With the month before, and what belongs to the periods of that. */
  async #recorded(service: string, { startMs, endMs }: Interval): Promise<readonly RecordedObjective[]> {
    const recorded: RecordedObjective[] = [];
    for (const counted of this.#options.watched()?.objectives ?? []) {
      const { objective } = counted;
      if (objective.service !== service) continue;
      const before = previousPeriod(MONTH, periodAt(MONTH, startMs));
      const reachesTo = periodAt(objective.period, before.startMs).startMs;
      recorded.push({ objective, ledger: await this.#options.archive.ledger(counted, { startMs: reachesTo, endMs }) });
    }
    return recorded;
  }
}

function describeRule({ service, slo, when, creditRatio }: CreditRule): ApiRule {
  return {
    ...{ service, slo: slo ?? null, creditRatio },
    when: when.kind === 'violated' ? { kind: 'violated', forSeconds: when.forMs / 1_000 } : { ...when },
  };
}

function describeFinding({
  slo,
  attainment,
  causes,
  gapMs,
  maintenanceMs,
}: CreditFinding): ServiceCredits['credits'][number]['findings'][number] {
  return {
    ...{ slo, attainment },
    causes: causes.map(spanOf),
    gapSeconds: gapMs / 1_000,
    maintenanceSeconds: maintenanceMs / 1_000,
  };
}
