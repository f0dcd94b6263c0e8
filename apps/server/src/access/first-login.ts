/** The link with which the first administrator of a platform sets a password: in a file of its owner's alone. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { LOGIN_PATH } from '@nines/api';

export class FirstLogin {
  readonly #file: string;

  /** @param file - path */
  constructor(file: string) {
    this.#file = file;
  }

  write(secret: string): void {
    rmSync(this.#file, { force: true }); // the mode counts for a new file only
    writeFileSync(this.#file, `${linkPath(secret)}\n`, { mode: 0o600, flag: 'wx' });
  }

  /** The link of this secret was used: where it is the one in the file, nobody needs it any more. */
  used(secret: string): void {
    if (this.#read() === linkPath(secret)) rmSync(this.#file, { force: true });
  }

  /** Removes the file where its link lets nobody in any more. */
  async tidy(isGood: (secret: string) => Promise<boolean>): Promise<void> {
    const path = this.#read();
    if (path !== undefined && !(await isGood(path.slice(linkPath('').length)))) rmSync(this.#file, { force: true });
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.#file, 'utf8').trim();
    } catch {
      return undefined;
    }
  }
}

/** What is opened in a browser. What follows `#` stays there: it reaches no server, no proxy and no log. */
export function linkPath(secret: string): string {
  return `${LOGIN_PATH}#${secret}`;
}
