/**
 * References in texts: `${port}`, `${services.api.url}`, `${secrets.TOKEN}`. `$${` stands for a literal `${`; a dollar
 * sign before anything else is just a dollar sign.
 */

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `expression` is what stands between the braces, trimmed; `offset` is where its `${` begins. */
  | { readonly kind: 'reference'; readonly expression: string; readonly offset: number };

export interface Template {
  readonly parts: readonly TemplatePart[];
  /** Where a `${` begins that is never closed. */
  readonly unclosedAt?: number;
}

/** Takes a text apart. Joining the parts' sources gives the text again; an unclosed `${` stays text. */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  let literal = '';
  let position = 0;
  let unclosedAt: number | undefined;
  while (position < text.length) {
    const start = text.indexOf('${', position);
    if (start < 0) break;
    if (text[start - 1] === '$' && start > position) {
      literal += `${text.slice(position, start - 1)}\${`;
      position = start + 2;
      continue;
    }
    const end = text.indexOf('}', start);
    if (end < 0) {
      unclosedAt = start;
      break;
    }
    literal += text.slice(position, start);
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    parts.push({ kind: 'reference', expression: text.slice(start + 2, end).trim(), offset: start });
    literal = '';
    position = end + 1;
  }
  literal += text.slice(position);
  if (literal !== '') parts.push({ kind: 'text', text: literal });
  return unclosedAt === undefined ? { parts } : { parts, unclosedAt };
}

/**
 * Replaces every reference of `text` by what `resolve` says, once: what is put in is not looked at again.
 *
 * @param resolve - gets the expression, `services.api.url`; throws for one that it does not know
 */
export function interpolate(text: string, resolve: (expression: string) => string): string {
  return parseTemplate(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : resolve(part.expression)))
    .join('');
}

export type Reference =
  | { readonly kind: 'port' | 'slot' | 'state' }
  | { readonly kind: 'service'; readonly service: string; readonly property: 'url' | 'host' | 'port' }
  | { readonly kind: 'secret'; readonly secret: string };

/** What may stand between the braces; for messages. */
export const REFERENCE_FORMS = [
  'port',
  'slot',
  'state',
  'services.NAME.url',
  'services.NAME.host',
  'services.NAME.port',
  'secrets.NAME',
] as const;

/** What an expression refers to, or undefined for one of no known form. Whether the name exists is not asked here. */
export function parseReference(expression: string): Reference | undefined {
  if (expression === 'port' || expression === 'slot' || expression === 'state') return { kind: expression };
  const [root, name, property, ...rest] = expression.split('.');
  if (name === undefined || name === '' || rest.length > 0) return undefined;
  if (root === 'secrets' && property === undefined) return { kind: 'secret', secret: name };
  const known = property === 'url' || property === 'host' || property === 'port';
  return root === 'services' && known ? { kind: 'service', service: name, property } : undefined;
}

/** The references of a text that are of a known form, in order. */
export function referencesIn(text: string): readonly Reference[] {
  return parseTemplate(text).parts.flatMap((part) => {
    const reference = part.kind === 'reference' ? parseReference(part.expression) : undefined;
    return reference === undefined ? [] : [reference];
  });
}
