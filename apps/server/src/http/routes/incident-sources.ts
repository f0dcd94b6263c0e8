/** What the answers about incidents and alerts are made from. Methods reject with NinesError. */
import type {
  ActionList,
  ApiIncidentFigures,
  ApiPostmortem,
  IncidentList,
  IncidentsQuery,
  MessageList,
  NotifyTestList,
  OwedPostmortemList,
  Silence,
  SilenceRequest,
  Timeline,
} from '@nines/api';
import type { Incident, TakenAlert } from '@nines/kernel';

/** Of everything about one incident: `INCIDENT_UNKNOWN` where there is none of that number. */
export interface IncidentSources {
  list(query: IncidentsQuery): Promise<IncidentList>;
  show(number: number): Promise<Incident>;
  timeline(number: number): Promise<Timeline['data']>;
  alerts(number: number): Promise<readonly TakenAlert[]>;
  messages(number: number): Promise<MessageList['data']>;
  postmortem(number: number): Promise<ApiPostmortem>;
  actions(): Promise<ActionList['data']>;
  owedPostmortems(): Promise<OwedPostmortemList['data']>;
  figures(by: 'service' | 'team', from: string | undefined, to: string | undefined): Promise<ApiIncidentFigures>;
}

export interface SilenceSources {
  list(signal: AbortSignal): Promise<readonly Silence[]>;
  /** @returns its id */
  create(request: SilenceRequest & { readonly by: string }, signal: AbortSignal): Promise<string>;
  expire(id: string, signal: AbortSignal): Promise<void>;
}

export interface NotifyTests {
  /** @param channels - none means all that are configured @throws NinesError `NOTIFY_UNKNOWN_CHANNEL` */
  begin(channels: readonly string[], by: string): Promise<NotifyTestList['data']>;
  /** As they are now. */
  look(keys: readonly string[]): Promise<NotifyTestList['data']>;
}

/** What chats post when somebody presses a button. Resolve as soon as it is clear who asks; the rest happens afterwards. */
export interface ChatSources {
  /** @throws NinesError `API_UNAUTHORIZED` */
  slack(body: string, headers: Readonly<Record<string, string | undefined>>): Promise<void>;
  telegram(update: unknown, headers: Readonly<Record<string, string | undefined>>): Promise<void>;
}
