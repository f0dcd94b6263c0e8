/**
 * A command split into words without a shell: blanks separate, quotes and backslashes keep together, nothing is
 * expanded. What a shell alone could do is recognised, so that it can be asked for by name.
 */

export type CommandWords =
  { readonly ok: true; readonly words: readonly string[] } | { readonly ok: false; readonly reason: string };

interface SplitState {
  words: string[];
  word: string | undefined;
  quote: '"' | "'" | undefined;
}

/**
 * Splits like a POSIX shell without expansions: `'…'` is literal, in `"…"` a backslash escapes `"`, `\` and `$`,
 * outside it escapes any character. References stay in the words: fill them in afterwards, and a value with blanks
 * remains one word.
 *
 * @see POSIX.1-2024, Shell Command Language, section 2.2 "Quoting"
 */
export function splitCommand(command: string): CommandWords {
  const state: SplitState = { words: [], word: undefined, quote: undefined };
  for (let index = 0; index < command.length; index += 1) {
    const character = command.charAt(index);
    const next = command.charAt(index + 1);
    if (character === '$' && next === '{') {
      const end = command.indexOf('}', index);
      const reference = end < 0 ? '${' : command.slice(index, end + 1);
      state.word = (state.word ?? '') + reference;
      index += reference.length - 1;
    } else if (character === '\\' && escapes(next, state.quote)) {
      if (next === '') return { ok: false, reason: 'ends with a lone backslash' };
      state.word = (state.word ?? '') + next;
      index += 1;
    } else take(character, state);
  }
  if (state.quote !== undefined) return { ok: false, reason: `has a ${state.quote} that is never closed` };
  if (state.word !== undefined) state.words.push(state.word);
  return state.words.length === 0 ? { ok: false, reason: 'is empty' } : { ok: true, words: state.words };
}

function escapes(next: string, quote: SplitState['quote']): boolean {
  if (quote === "'") return false;
  return quote === undefined || next === '"' || next === '\\' || next === '$';
}

function take(character: string, state: SplitState): void {
  if (state.quote === character) state.quote = undefined;
  else if (state.quote !== undefined) state.word = (state.word ?? '') + character;
  else if (character === '"' || character === "'") {
    state.quote = character;
    state.word ??= '';
  } else if (/\s/.test(character)) {
    if (state.word !== undefined) state.words.push(state.word);
    state.word = undefined;
  } else state.word = (state.word ?? '') + character;
}

const OPERATORS = new Set(['&&', '||', '|', ';', '&', '>', '>>', '<', '2>', '2>&1']);

/** The first thing in a command that only a shell understands: an operator, or a leading `NAME=value`. */
export function shellSyntaxIn(words: readonly string[]): string | undefined {
  const [first = ''] = words;
  if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(first)) return first;
  return words.find((word) => OPERATORS.has(word) || word.endsWith(';'));
}
