/** Links with which somebody sets a password. */
import { userLinkSchema } from '@nines/api';
import type { LocatedServer } from '../locate-server.ts';
import type { Output } from '../output.ts';

/** Prints it as it is opened. @param answered - what the server answered */
export function sayLink(output: Output, { url }: Pick<LocatedServer, 'url'>, answered: unknown): void {
  const { expiresAt, name, path } = userLinkSchema.parse(answered);
  output.print(`${url ?? ''}${path}`);
  output.note(`with it ${name} sets a password, once, until ${expiresAt}`);
}
