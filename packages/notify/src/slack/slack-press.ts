/** What Slack sends when a button is pressed, and how whoever pressed it is answered. */
import type { DeliveryResult } from '@nines/kernel';
import { decodeButton } from '../content/buttons.ts';
import { pressKey } from '../content/press.ts';
import type { Press } from '../content/press.ts';
import { answeredJson, isRecord } from '../http/answered-json.ts';
import type { ExchangeOptions } from '../http/exchange.ts';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';
import { escapeForSlack } from '../text/escape-text.ts';
import { ACTION_PREFIX } from './render-slack.ts';
import { callSlack } from './slack-call.ts';

export interface SlackPress extends Press {
  /** Where an answer for them alone goes, for half an hour; null where Slack gave none. Holds a secret. */
  readonly responseUrl: string | null;
}

const LONGEST_NAME = 60;
const LONGEST_ANSWER = 1_000;

/**
 * Reads the body of a request whose signature is right. Undefined where no button of ours was pressed.
 *
 * @param body - `payload=…`, form-encoded
 * @see Slack developer documentation, "block_actions payload"
 */
export function parseSlackPress(body: string): SlackPress | undefined {
  const payload = answeredJson(new URLSearchParams(body).get('payload') ?? '');
  const { type, user, actions, response_url: responseUrl } = payload;
  const action: unknown = Array.isArray(actions) ? actions[0] : undefined;
  if (type !== 'block_actions' || !isRecord(user) || !isRecord(action)) return undefined;
  const { action_id: id, value } = action;
  const button = typeof value === 'string' ? decodeButton(value) : undefined;
  if (button === undefined || id !== `${ACTION_PREFIX}${button.action}` || typeof user['id'] !== 'string')
    return undefined;
  const called = [user['name'], user['username'], user['id']].find((one) => typeof one === 'string' && one !== '');
  return {
    button,
    user: { id: user['id'], name: cutText(cleanLine(String(called)), LONGEST_NAME) || user['id'] },
    key: pressKey('slack', body),
    responseUrl: typeof responseUrl === 'string' && URL.canParse(responseUrl) ? responseUrl : null,
  };
}

/** Says something to whoever pressed, that nobody else sees. `responseUrl` comes from a request that was signed. */
export async function answerSlackPress(
  responseUrl: string,
  text: string,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const said = escapeForSlack(cutText(cleanLine(text), LONGEST_ANSWER));
  const body = { response_type: 'ephemeral', replace_original: false, text: said };
  const answer = await callSlack(responseUrl, undefined, body, options, signal);
  return 'error' in answer ? answer.result : { outcome: 'sent' };
}
