/** Text that others wrote, as a terminal may have it: all of it is shown, and nothing in it is obeyed but colours. */

const SEQUENCE = `${String.fromCharCode(27)}\\[([\\d;]*)m`;
/** Line feeds and tabs are fine; of carriage returns, those at the end of a line are dropped. */
const CONTROL = '\\r(?=\\n|$)|(?![\\n\\t])\\p{Cc}|[\\u202a-\\u202e\\u2066-\\u2069]';
const SEQUENCE_OR_CONTROL = new RegExp(`${SEQUENCE}|${CONTROL}`, 'gu');

/** Bold and the like, colours, and their ends; not what hides text (8), or shows it in reverse (7). @see ECMA-48, SGR */
const PARAMETER = '(?:[0-6]|9|2[2-9]|[34][0-79]|9[0-7]|10[0-7]|[34]8;5;\\d{1,3}|[34]8;2(?:;\\d{1,3}){3})';
const COLOR = new RegExp(`^(?:${PARAMETER}(?:;${PARAMETER})*)?$`);

/** Controls, and what turns the direction of text, become escapes such as `\u001b`, which JSON reads as what they were. */
export function forTerminal(text: string): string {
  return text.replaceAll(SEQUENCE_OR_CONTROL, (found: string, parameters: string | undefined, at: number) => {
    if (parameters !== undefined && COLOR.test(parameters)) return found;
    if (found === '\r' && (text[at + 1] ?? '\n') === '\n') return '';
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}${found.slice(1)}`;
  });
}

/** In one line, for a cell or a title. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ');
}
