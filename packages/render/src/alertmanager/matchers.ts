/** Matchers of alerts' labels, as Alertmanager reads them. A label that an alert does not have counts as empty. */

/** @param value any text */
export function is(label: string, value: string): string {
  return `${label}=${quote(value)}`;
}

/** @param value any text */
export function isNot(label: string, value: string): string {
  return `${label}!=${quote(value)}`;
}

/** @param names without characters that mean something in a regular expression: DNS labels, severities, alert names */
export function isOneOf(label: string, names: readonly string[]): string {
  const [only] = names;
  return names.length === 1 && only !== undefined ? is(label, only) : `${label}=~${quote(names.join('|'))}`;
}

/** @param names as of `isOneOf` */
export function isNoneOf(label: string, names: readonly string[]): string {
  return `${label}!~${quote(names.join('|'))}`;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
