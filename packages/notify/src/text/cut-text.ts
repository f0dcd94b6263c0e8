/** Cutting text off where it gets too long, as counted by whoever limits it, never inside a character. */

/** What a character adds to the length. */
export type CostOf = (character: string) => number;

const ELLIPSIS = '…';
/** Joins what follows to what stands before: nothing to end on. */
const JOINER = '\u200D';

export const inUnits: CostOf = (character) => character.length;

/** As escaped for Slack. @see Slack developer documentation, "Escaping text" */
const SLACK: Readonly<Record<string, number>> = { '&': 5, '<': 4, '>': 4 };

/** As escaped for Slack, in a JSON string. */
export const inSlackJson: CostOf = (character) => SLACK[character] ?? inJson(character);

/** In a JSON string. */
export const inJson: CostOf = (character) =>
  character === '"' || character === '\\' || character === '\n' || character === '\t' ? 2 : character.length;

/** `text`, or as much of it as `most` allows for, the ellipsis that then ends it included. */
export function cutText(text: string, most: number, costOf: CostOf = inUnits): string {
  const room = most - costOf(ELLIPSIS);
  let spent = 0;
  let kept = 0;
  let length = 0;
  for (const character of text) {
    spent += costOf(character);
    length += character.length;
    if (spent <= room) kept = length;
    if (spent > most) return `${withoutJoiner(text.slice(0, kept)).trimEnd()}${ELLIPSIS}`;
  }
  return text;
}

function withoutJoiner(text: string): string {
  return text.endsWith(JOINER) ? text.slice(0, -1) : text;
}

/** As many of `items` as fit, and how many others there are: `api, portal and 3 more`. */
export function cutList(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
