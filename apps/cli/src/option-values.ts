/** Values of options and parameters, checked. */
import { NinesError, parseDuration } from '@nines/kernel';
import type { Invocation } from './command.ts';

/** @throws NinesError `CLI_INVALID_INPUT` */
export function parseDurationOption(options: Invocation['options'], name: string): number {
  const text = String(options[name]);
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new NinesError('CLI_INVALID_INPUT', `--${name} "${text}" is not a duration; write for example 90s or 2m`);
}

/** A whole number of 0 or more. @throws NinesError `CLI_INVALID_INPUT` */
export function parseCount(text: string | undefined, name: string): number {
  if (text !== undefined && /^\d{1,6}$/.test(text)) return Number(text);
  throw new NinesError('CLI_INVALID_INPUT', `${name} "${text ?? ''}" is not a whole number of 0 or more`);
}

/** Commander has made sure that it is there. */
export function parameter(invocation: Invocation, index: number): string {
  return invocation.args[index] ?? '';
}
