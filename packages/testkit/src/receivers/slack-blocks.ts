/**
 * What Slack takes as blocks, and what it would make of their text.
 *
 * @see Slack developer documentation, "Block Kit" reference: section, header, context, actions, button, text objects
 */
import { isObject } from './http-receiver.ts';

/** Documented, but for the total: 11,341 characters were seen to be refused, 9,597 to be taken (bolt-js 2867). */
const LIMITS = {
  blocks: 50,
  header: 150,
  section: 3_000,
  fields: 10,
  field: 2_000,
  blockId: 255,
  actions: 25,
} as const;
const CONTEXT_ELEMENTS = 10;
const CONTEXT_TEXT = 3_000;
const BUTTON = { text: 75, actionId: 255, value: 2_000, url: 3_000 } as const;
const TOTAL = 9_597;

/** A dot-separated place and what is wrong there. */
type Findings = string[];
type Value = Readonly<Record<string, unknown>>;

/** What is wrong with blocks; empty where Slack would take them. */
export function blockFindings(blocks: unknown): readonly string[] {
  if (!Array.isArray(blocks)) return ['blocks: no array'];
  if (blocks.length > LIMITS.blocks) return [`blocks: more than ${LIMITS.blocks}`];
  const found: Findings = [];
  const ids = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    const place = `blocks.${index}`;
    if (!isObject(block)) {
      found.push(`${place}: no object`);
      continue;
    }
    const id = block['block_id'];
    if (id !== undefined) {
      if (!isText(id, 1, LIMITS.blockId)) found.push(`${place}.block_id: 1-${LIMITS.blockId} characters`);
      if (ids.has(id)) found.push(`${place}.block_id: twice`);
      ids.add(id);
    }
    const check = KINDS[String(block['type'])];
    if (check === undefined) found.push(`${place}.type: unsupported`);
    else check(block, place, found);
  }
  return found;
}

/** Whether the whole is more than Slack takes. */
export function isTooMuch(blocks: unknown): boolean {
  return JSON.stringify(blocks).length > TOTAL;
}

const KINDS: Readonly<Record<string, (block: Value, place: string, found: Findings) => void>> = {
  header: (block, place, found) => checkText(block['text'], `${place}.text`, LIMITS.header, found, ['plain_text']),
  divider: () => undefined,
  section: (block, place, found) => {
    const { text, fields, accessory } = block;
    if (text === undefined && fields === undefined) found.push(`${place}: neither text nor fields`);
    if (text !== undefined) checkText(text, `${place}.text`, LIMITS.section, found);
    if (fields !== undefined) checkList(fields, `${place}.fields`, LIMITS.fields, found, checkField);
    if (accessory !== undefined) checkButton(accessory, `${place}.accessory`, found);
  },
  context: (block, place, found) =>
    checkList(block['elements'], `${place}.elements`, CONTEXT_ELEMENTS, found, (element, at) =>
      checkText(element, at, CONTEXT_TEXT, found),
    ),
  actions: (block, place, found) => {
    checkList(block['elements'], `${place}.elements`, LIMITS.actions, found, checkButton);
    const elements = Array.isArray(block['elements']) ? (block['elements'] as unknown[]) : [];
    const ids = elements.map((element) => (isObject(element) ? element['action_id'] : undefined));
    if (new Set(ids).size !== ids.length) found.push(`${place}.elements: an action_id twice`);
  },
};

function checkField(field: unknown, place: string, found: Findings): void {
  checkText(field, place, LIMITS.field, found);
}

function checkList(
  list: unknown,
  place: string,
  most: number,
  found: Findings,
  check: (item: unknown, place: string, found: Findings) => void,
): void {
  if (!Array.isArray(list) || list.length === 0 || list.length > most) found.push(`${place}: 1-${most} items`);
  else for (const [index, item] of list.entries()) check(item, `${place}.${index}`, found);
}

function checkText(
  text: unknown,
  place: string,
  most: number,
  found: Findings,
  types: readonly string[] = ['plain_text', 'mrkdwn'],
): void {
  if (!isObject(text) || !types.includes(String(text['type']))) found.push(`${place}.type: ${types.join(' or ')}`);
  else if (!isText(text['text'], 1, most)) found.push(`${place}.text: 1-${most} characters, well-formed`);
  else if (text['type'] === 'plain_text' && 'verbatim' in text) found.push(`${place}.verbatim: for mrkdwn only`);
  else if (text['type'] === 'mrkdwn' && 'emoji' in text) found.push(`${place}.emoji: for plain_text only`);
}

function checkButton(button: unknown, place: string, found: Findings): void {
  if (!isObject(button) || button['type'] !== 'button') {
    found.push(`${place}.type: button`);
    return;
  }
  checkText(button['text'], `${place}.text`, BUTTON.text, found, ['plain_text']);
  const { action_id: id, value, url, style } = button;
  if (id !== undefined && !isText(id, 1, BUTTON.actionId)) found.push(`${place}.action_id: 1-255 characters`);
  if (value !== undefined && !isText(value, 0, BUTTON.value)) found.push(`${place}.value: at most 2,000 characters`);
  if (url !== undefined && !isText(url, 1, BUTTON.url)) found.push(`${place}.url: at most 3,000 characters`);
  if (style !== undefined && style !== 'primary' && style !== 'danger') found.push(`${place}.style: unknown`);
}

/** Slack counts UTF-16 or code points, it does not say which: the stricter. What is no text at all is refused. */
function isText(value: unknown, least: number, most: number): boolean {
  return typeof value === 'string' && value.length >= least && value.length <= most && isWellFormed(value);
}

/** No half of a surrogate pair, no NUL. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** What Slack would make of text: who is called, where links lead, and which links it would make by itself. */
export interface SlackReading {
  /** `!channel`, `@U123`, `#C123`, `!subteam^S1`. */
  readonly mentions: readonly string[];
  readonly links: readonly string[];
}

/**
 * Reads `mrkdwn` as Slack does: anything in angle brackets is an instruction, and where text is not said to be
 * verbatim, bare addresses become links.
 *
 * @see Slack developer documentation, "Formatting text for app surfaces"
 */
export function readMrkdwn(text: string, isVerbatim: boolean): SlackReading {
  const marked = [...text.matchAll(/<([^<>]*)>/gu)].map(([, inner = '']) => inner);
  const bare = isVerbatim
    ? []
    : [...text.replaceAll(/<[^<>]*>/gu, ' ').matchAll(/https?:\/\/\S+/gu)].map(([url]) => url);
  return {
    mentions: marked.filter((inner) => /^[!@#]/u.test(inner)),
    links: [...marked.filter((inner) => !/^[!@#]/u.test(inner)).map((inner) => inner.split('|', 1)[0] ?? ''), ...bare],
  };
}

/** All `mrkdwn` of blocks, as Slack reads it. */
export function readBlocks(blocks: unknown): SlackReading {
  const readings: SlackReading[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    if (value['type'] === 'mrkdwn') readings.push(readMrkdwn(String(value['text']), value['verbatim'] === true));
    else Object.values(value).forEach(visit);
  };
  visit(blocks);
  return {
    mentions: readings.flatMap(({ mentions }) => mentions),
    links: readings.flatMap(({ links }) => links),
  };
}

/** Everything that people see of blocks, in order, a line each. */
export function shownText(blocks: unknown): string {
  const lines: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    const { type, text } = value;
    if (type === 'plain_text') lines.push(String(text));
    else if (type === 'mrkdwn') lines.push(unescaped(String(text)));
    else Object.values(value).forEach(visit);
  };
  visit(blocks);
  return lines.join('\n');
}

function unescaped(mrkdwn: string): string {
  return mrkdwn.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
