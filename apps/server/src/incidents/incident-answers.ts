/** What the API answers about incidents, from where they are kept. */
import type {
  ActionList,
  ApiPostmortem,
  IncidentList,
  IncidentsQuery,
  MessageList,
  OwedPostmortemList,
} from '@nines/api';
import type { PostmortemDraft } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Clock, Incident, IncidentFilter, IncidentStore, RecordedEvent, TakenAlert } from '@nines/kernel';
import type { IncidentSources } from '../http/routes/incident-sources.ts';
import { openActions } from './open-actions.ts';
import { owedPostmortems } from './owed-postmortems.ts';
import { figuresAnswer, figuresPeriod, incidentsFor } from './figures-answer.ts';
import { describeMessage } from './describe-message.ts';

type Store = Pick<IncidentStore, 'incident' | 'incidents' | 'alertsOf' | 'messagesOf'>;

export interface IncidentAnswersOptions {
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly store: () => Store;
  readonly timeline: (incident: Incident) => Promise<readonly RecordedEvent[]>;
  readonly postmortem: (incident: Incident) => Promise<PostmortemDraft>;
  readonly clock: Clock;
}

/** Incidents of one read, where all are wanted. */
const PAGE = 500;

export class IncidentAnswers implements IncidentSources {
  readonly #options: IncidentAnswersOptions;

  constructor(options: IncidentAnswersOptions) {
    this.#options = options;
  }

  async list(query: IncidentsQuery): Promise<IncidentList> {
    const { limit } = query;
    // One more than asked for tells whether there is a next page.
    const found = await this.#options.store().incidents({ ...filterOf(query), limit: limit + 1 });
    const data = found.slice(0, limit);
    return { data, pagination: { next: found.length > limit ? (data.at(-1)?.number ?? null) : null } };
  }

  /** @throws NinesError `INCIDENT_UNKNOWN` */
  async show(number: number): Promise<Incident> {
    const incident = await this.#options.store().incident(number);
    if (incident !== undefined) return incident;
    throw new NinesError(
      'INCIDENT_UNKNOWN',
      `there is no incident #${number}; nines incident list shows those there are`,
    );
  }

  async timeline(
    number: number,
  ): Promise<readonly (Omit<RecordedEvent, 'data'> & { data: Record<string, unknown> })[]> {
    const events = await this.#options.timeline(await this.show(number));
    return events.map((event) => ({ ...event, data: { ...event.data } }));
  }

  async alerts(number: number): Promise<readonly TakenAlert[]> {
    await this.show(number);
    return this.#options.store().alertsOf(number);
  }

  async messages(number: number): Promise<MessageList['data']> {
    await this.show(number);
    return (await this.#options.store().messagesOf(number)).map(describeMessage);
  }

  async postmortem(number: number): Promise<ApiPostmortem> {
    return { incident: number, ...(await this.#options.postmortem(await this.show(number))) };
  }

  async actions(): Promise<ActionList['data']> {
    return openActions(await this.#all({ hasOpenActions: true }), this.#today());
  }

  async owedPostmortems(): Promise<OwedPostmortemList['data']> {
    return owedPostmortems(await this.#all({ owesPostmortem: true }), this.#today());
  }

  async figures(by: 'service' | 'team', from: string | undefined, to: string | undefined) {
    const period = figuresPeriod(from, to, this.#options.clock.now());
    const read = await Promise.all(incidentsFor(period).map((filter) => this.#all(filter)));
    const incidents = new Map(read.flat().map((incident) => [incident.number, incident]));
    return figuresAnswer([...incidents.values()], period, by);
  }

  #today(): string {
    return new Date(this.#options.clock.now()).toISOString().slice(0, 10);
  }

  async #all(filter: Omit<IncidentFilter, 'limit' | 'before'>): Promise<readonly Incident[]> {
    const all: Incident[] = [];
    for (let before: number | undefined; ;) {
      const page = await this.#options
        .store()
        .incidents({ ...filter, limit: PAGE, ...(before !== undefined && { before }) });
      all.push(...page);
      before = page.at(-1)?.number;
      if (page.length < PAGE) return all;
    }
  }
}

const SEVERITIES = { '1': 1, '2': 2, '3': 3, '4': 4 } as const;

function filterOf({
  before,
  drill,
  service,
  severity,
  since,
  status,
  until,
}: IncidentsQuery): Omit<IncidentFilter, 'limit'> {
  return {
    ...(status !== undefined && { statuses: status }),
    ...(severity !== undefined && { severities: severity.map((text) => SEVERITIES[text]) }),
    ...(service !== undefined && { service }),
    ...(drill !== undefined && { isDrill: drill === 'true' }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(before !== undefined && { before }),
  };
}
