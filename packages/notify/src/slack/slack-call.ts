/** Calls to Slack, and what their answers mean. */
import type { DeliveryResult } from '@nines/kernel';
import { answeredJson } from '../http/answered-json.ts';
import { exchange, resultOfNoAnswer, resultOfStatus } from '../http/exchange.ts';
import type { ExchangeOptions } from '../http/exchange.ts';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Either what Slack answered, or why not; `error` is Slack's own name for it, where it gave one. */
export type SlackAnswer =
  { readonly ok: Fields } | { readonly error: string; readonly result: Exclude<DeliveryResult, { outcome: 'sent' }> };

/** What passes by itself. @see Slack developer documentation, "chat.postMessage", errors */
const PASSING = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'rollup_error',
]);

const TOKEN = 'give a bot token (xoxb-…) that is in force';

/** What a person can do about what does not pass. */
const REMEDIES: Readonly<Record<string, string>> = {
  not_authed: TOKEN,
  invalid_auth: TOKEN,
  token_revoked: TOKEN,
  token_expired: TOKEN,
  account_inactive: TOKEN,
  invalid_token: 'make a new webhook URL',
  no_service: 'make a new webhook URL',
  no_team: 'make a new webhook URL',
  missing_scope: 'give the app the scope chat:write and install it again',
  no_permission: 'give the app the scope chat:write and install it again',
  channel_not_found: 'check the name of the channel and invite the bot to it',
  not_in_channel: 'invite the bot to the channel',
  is_archived: 'the channel is archived: choose another',
  channel_is_archived: 'the channel is archived: choose another',
  restricted_action: 'an administrator of the workspace has to let the app post there',
  action_prohibited: 'an administrator of the workspace has to let the app post there',
};

/** Content that Slack does not take: it can be said in other words. */
export const FORM_ERRORS: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_metadata_format',
  'invalid_payload',
]);

/** @param url - of the method, or the webhook's */
export async function callSlack(
  url: string,
  token: string | undefined,
  body: Fields,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<SlackAnswer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await exchange({ url, headers, body }, options, signal);
  if ('failure' in answer) return { error: '', result: resultOfNoAnswer(answer, 'Slack') };
  const said = answeredJson(answer.text);
  if (answer.status < 300 && (token === undefined || said['ok'] === true)) return { ok: said };
  // Methods say their errors in JSON with 200, webhooks as text with another status.
  const error = nameOf(typeof said['error'] === 'string' ? said['error'] : answer.text);
  const result = resultOfStatus(answer, 'Slack');
  if (error === 'ratelimited' || error === 'rate_limited') {
    const after = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs };
    return { error, result: { outcome: 'failed', reason: 'Slack asks for patience', isThrottled: true, ...after } };
  }
  if (result?.outcome === 'failed') return { error, result };
  if (PASSING.has(error)) return { error, result: { outcome: 'failed', reason: `Slack says ${error}` } };
  return { error, result: { outcome: 'refused', reason: reasonOf(error, answer.status) } };
}

function nameOf(error: string): string {
  return /^[a-z_]{1,60}$/u.test(error) ? error : cutText(cleanLine(error.slice(0, 500)), 60);
}

function reasonOf(error: string, status: number): string {
  const said = error === '' ? `answered ${status}` : `says ${error}`;
  const remedy = REMEDIES[error];
  return remedy === undefined ? `Slack ${said}` : `Slack ${said}: ${remedy}`;
}
