/** Who signs off a review, and in which words. */
import { NinesError } from '@nines/kernel';
import type { Invocation } from '../command.ts';

export interface Signature {
  readonly by: string;
  readonly note: string;
}

/**
 * Undefined where nobody signs.
 *
 * @throws NinesError `CLI_INVALID_INPUT` where it does not say who signs, or what
 */
export function requestedSignature({ args, options }: Pick<Invocation, 'args' | 'options'>): Signature | undefined {
  const { by, note, signOff } = options;
  if (signOff !== true) {
    if (by === undefined && note === undefined) return undefined;
    throw new NinesError('CLI_INVALID_INPUT', '--by and --note belong to --sign-off');
  }
  if (args.length === 0) throw new NinesError('CLI_INVALID_INPUT', '--sign-off takes one objective: name it');
  if (typeof by === 'string' && by.trim() !== '') return { by, note: typeof note === 'string' ? note : '' };
  throw new NinesError('CLI_INVALID_INPUT', '--sign-off needs --by NAME: whose word it is');
}
