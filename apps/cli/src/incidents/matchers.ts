/** Which alerts are meant, as Prometheus and amtool write it. */
import type { Matcher } from '@nines/api';
import { NinesError } from '@nines/kernel';

const FORM = /^([a-zA-Z_][a-zA-Z0-9_]*)(=~|!~|!=|=)(.*)$/s;

/** `service=api`, `alertname!=Watchdog`, `instance=~api-.*`, `owner!~team-.*`. @throws NinesError `CLI_INVALID_INPUT` */
export function parseMatcher(text: string): Matcher {
  const [, name, operator = '', value = ''] = FORM.exec(text) ?? [];
  if (name === undefined) {
    const message = `"${text}" says not which alerts are meant; write LABEL=VALUE, or !=, =~, !~ in place of =`;
    throw new NinesError('CLI_INVALID_INPUT', message);
  }
  const unquoted = /^"(.*)"$/s.exec(value)?.[1] ?? value;
  return { name, value: unquoted, isRegex: operator.endsWith('~'), isEqual: !operator.startsWith('!') };
}

export function matcherText({ isEqual, isRegex, name, value }: Matcher): string {
  const operator = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
  return `${name}${operator}${value}`;
}
