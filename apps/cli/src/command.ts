/** What a command is: its words for people, its promises for scripts, and where its code is. */
import type { ExitCode } from './exit-codes.ts';
import type { Output } from './output.ts';

export interface Invocation {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly output: Output;
  /** Aborts on the first Ctrl-C or SIGTERM, and when nobody reads the output any more; its reason tells which. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the command was typed. */
  readonly directory: string;
}

export type CommandHandler = (invocation: Invocation) => Promise<ExitCode>;

export interface OptionDefinition {
  /** `-f, --follow`, `--timeout <duration>` */
  readonly flags: string;
  readonly description: string;
  readonly defaultValue?: string;
}

/** Of commands that read. */
export const JSON_OPTION: OptionDefinition = { flags: '--json', description: 'print JSON for programs' };

export interface CommandDefinition {
  /** `scale`; with a blank, `alert list`, it belongs to a family of commands. */
  readonly name: string;
  /** `<service> <replicas>`; empty for none. */
  readonly parameters: string;
  readonly summary: string;
  /** Heading under which help lists it; commands of a group stand together. */
  readonly group:
    'Run the platform' | 'See how it is' | 'Deal with trouble' | 'Change what runs' | 'Check before' | 'Who may ask';
  readonly options: readonly OptionDefinition[];
  /** At least one, each a line that can be typed as it is. */
  readonly examples: readonly string[];
  /** Stops or replaces what runs. */
  readonly destructive: boolean;
  /** Doing it twice is the same as doing it once. */
  readonly idempotent: boolean;
  readonly load: () => Promise<CommandHandler>;
}
