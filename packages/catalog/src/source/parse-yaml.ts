/**
 * Text -> the YAML library's documents, given up where a text is made to cost time or memory.
 *
 * The library spends microseconds and hundreds of bytes on each piece of a text, more on each document and on each
 * level of nesting, kilobytes on each error: four million `}` are more than a process holds.
 */
import { Composer, Lexer, Parser } from 'yaml';
import type { Document } from 'yaml';

export interface ParsedYaml {
  readonly documents: readonly Document.Parsed[];
  /** Why the rest was not looked at; nothing of the text can be relied on then. */
  readonly refusal?: { readonly offset: number; readonly message: string };
}

/** Where a text is given up. */
export interface YamlLimits {
  /** Words, marks, blanks and line ends. */
  readonly pieces: number;
  readonly documents: number;
  /** Mappings and lists in one another. */
  readonly levels: number;
  readonly errors: number;
}

/** A file of ordinary YAML has as many pieces in some 4 MiB; and people correct the first errors first. */
const LIMITS: YamlLimits = { pieces: 2_000_000, documents: 50_000, levels: 256, errors: 100 };

/** Never throws. Where there is no refusal there is a document, an empty one for an empty text. */
export function parseYaml(text: string, limits: YamlLimits = LIMITS): ParsedYaml {
  const parser = new Parser();
  // Own search for duplicate keys: theirs takes quadratic time and knows neither the path nor the first place.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false });
  const documents: Document.Parsed[] = [];
  const found = { pieces: 0, documents: 0, levels: 0, errors: 0 };
  for (const piece of new Lexer().lex(text)) {
    for (const token of parser.next(piece)) {
      if (token.type === 'error') found.errors += 1;
      documents.push(...composer.next(token));
    }
    found.pieces += 1;
    found.documents = documents.length;
    found.levels = parser.stack.length;
    const message = excess(found, limits);
    if (message !== undefined) return { documents, refusal: { offset: parser.offset, message } };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(documents.length === 0, text.length));
  return { documents };
}

function excess({ pieces, documents, levels, errors }: YamlLimits, limits: YamlLimits): string | undefined {
  if (pieces > limits.pieces) return `the file has more than ${limits.pieces} words and marks`;
  if (documents > limits.documents) return `the file has more than ${limits.documents} documents`;
  if (levels > limits.levels) return `nested deeper than ${limits.levels} levels`;
  return errors > limits.errors ? `the file has more than ${limits.errors} errors` : undefined;
}
