/** Which incident is meant. */
import { NinesError } from '@nines/kernel';

/** `7`, or as people write it: `#7`. @throws NinesError `CLI_INVALID_INPUT` */
export function parseIncidentNumber(text: string): number {
  const digits = /^#?([1-9]\d{0,8})$/.exec(text)?.[1];
  if (digits !== undefined) return Number(digits);
  throw new NinesError('CLI_INVALID_INPUT', `"${text}" is no number of an incident; nines incident list shows them`);
}
