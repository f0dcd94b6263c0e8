/**
 * Text -> words that keep the marks technologies are told apart by (`c++`, `c#`, `.net`), with the text between them, so
 * that phrases can refuse to run across a comma or a line.
 */

export interface Word {
  /** Lower case; `++` and `#` stay, every other mark is a gap. */
  readonly text: string;
  /** As written. */
  readonly original: string;
  /** What stands between the word before and this one, on the same line. */
  readonly gap: string;
  /** Offsets in the line, end exclusive. */
  readonly start: number;
  readonly end: number;
}

const WORD = /\.net\b|[\p{L}\p{N}]+(?:\+\+|#)?/giu;

/** The words of one line. */
export function wordsOf(line: string): readonly Word[] {
  let end = 0;
  return [...line.matchAll(WORD)].map((match) => {
    const gap = line.slice(end, match.index);
    end = match.index + match[0].length;
    return { text: match[0].toLowerCase(), original: match[0], gap, start: match.index, end };
  });
}

const CONTINUES = /(?:,|[^.]&|\b(?:a|an|and|as|at|by|for|in|like|no|not|of|or|the|to|using|via|with|without))$/i;

/**
 * Lines of a document: trimmed, without empty ones, and with those joined again that only the page width had broken,
 * which is told by a line ending in a word or mark that cannot end a sentence.
 */
export function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const raw of text.split(/\r\n|[\n\r\f\v\u2028\u2029]/u)) {
    const line = raw.replace(/\s+/gu, ' ').trim();
    const last = lines.at(-1);
    if (line === '') continue;
    if (last !== undefined && CONTINUES.test(last) && !/^[•▪◦*·–-]/u.test(line))
      lines[lines.length - 1] = `${last} ${line}`;
    else lines.push(line);
  }
  return lines;
}

const SUFFIXES: readonly (readonly [suffix: string, replacement: string, minimumStem: number])[] = [
  ['ational', 'ate', 3],
  ['ization', 'ize', 3],
  ['isation', 'ize', 3],
  ['fulness', 'ful', 3],
  ['ations', 'ate', 3],
  ['ation', 'ate', 3],
  ['ments', '', 4],
  ['ment', '', 4],
  ['ities', 'ity', 3],
  ['ings', '', 4],
  ['ing', '', 4],
  ['ies', 'y', 3],
  ['ers', '', 4],
  ['ors', '', 4],
  ['ely', 'e', 4],
  ['ly', '', 4],
  ['ed', '', 4],
  ['er', '', 4],
  ['or', '', 4],
  ['es', '', 4],
  ['s', '', 3],
];

/**
 * A light English stemmer: strips one ending, then a doubled consonant and a final `e`, so that `designing`,
 * `designed` and `designs` meet. It errs on the side of leaving words apart.
 *
 * @see M. F. Porter, "An algorithm for suffix stripping" (1980): steps 1 and 2, reduced to what job texts need
 */
export function stemOf(word: string): string {
  if (word.length < 4 || word.endsWith('ss') || /\d/.test(word)) return word;
  const rule = SUFFIXES.find(([suffix, , minimum]) => word.endsWith(suffix) && word.length - suffix.length >= minimum);
  const stem = rule === undefined ? word : word.slice(0, -rule[0].length) + rule[1];
  return stem.replace(/([bdfgmnprt])\1$/, '$1').replace(/(.{3})e$/, '$1');
}
