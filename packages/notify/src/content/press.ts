/** That somebody pressed a button, wherever. */
import { createHash } from 'node:crypto';
import type { Button } from './buttons.ts';

export interface Press {
  readonly button: Button;
  /** `id` is unique within the chat service; `name` is how it calls them, cut to 60 characters. */
  readonly user: { readonly id: string; readonly name: string };
  /** Unique for the press: the same again is the same press, sent once more by whomever. */
  readonly key: string;
}

/** A key of one length, from whatever tells presses apart. */
export function pressKey(service: string, identity: string): string {
  return `${service}:${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}
