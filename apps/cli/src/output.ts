/** The only place that writes to the terminal. Results go to stdout, everything said about them to stderr. */
import type { Writable } from 'node:stream';
import { createColors } from 'picocolors';
import { forTerminal } from './terminal-text.ts';

type Colors = ReturnType<typeof createColors>;

export interface OutputOptions {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Whether a terminal may be given colours; anything else never is. */
  readonly color: boolean;
}

/**
 * Whether the environment leaves colours on.
 *
 * @see https://no-color.org: NO_COLOR counts "when present and not an empty string"
 */
export function allowsColor(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (environment['NO_COLOR'] ?? '') === '';
}

export class Output {
  /** For results. */
  readonly colors: Colors;
  /** For what is said about them. */
  readonly noteColors: Colors;
  readonly #options: OutputOptions;
  #passing = '';

  constructor(options: OutputOptions) {
    this.#options = options;
    this.colors = createColors(options.color && options.stdout.isTTY === true);
    this.noteColors = createColors(options.color && options.stderr.isTTY === true);
  }

  /** A line of the result. */
  print(text = ''): void {
    this.#clearPassing();
    this.#options.stdout.write(`${shown(text, this.#options.stdout)}\n`);
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** A line about what is going on. */
  note(text: string): void {
    this.#clearPassing();
    this.#options.stderr.write(`${shown(text, this.#options.stderr)}\n`);
    this.#showPassing();
  }

  /** A line that the next one replaces; on a terminal only. Empty text takes it away. */
  passing(text: string): void {
    if (this.#options.stderr.isTTY !== true) return;
    this.#clearPassing();
    this.#passing = forTerminal(text);
    this.#showPassing();
  }

  #clearPassing(): void {
    if (this.#passing !== '') this.#options.stderr.write('\r\u001b[K');
  }

  #showPassing(): void {
    this.#options.stderr.write(this.#passing);
  }
}

/** What is not for a terminal goes out as it is. */
function shown(text: string, { isTTY }: { readonly isTTY?: boolean }): string {
  return isTTY === true ? forTerminal(text) : text;
}
