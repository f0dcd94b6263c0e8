/** From an argument vector to an exit code. */
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { messageOf, NinesError } from '@nines/kernel';
import type { CommandDefinition, Invocation } from './command.ts';
import { COMMANDS, FAMILIES } from './commands.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { isReaderGone } from './output-loss.ts';

/** What a command is given besides its own words. */
export type ProgramContext = Omit<Invocation, 'args' | 'options'> & { readonly version: string };

const EXIT_CODES_TEXT = `
Exit codes: 0 fine, 1 failed, 2 invalid input, 3 degraded, 4 not running, 5 timed out.`;

/** Runs one command. Never throws: whatever goes wrong is said on stderr and told by the exit code. */
export async function runProgram(argv: readonly string[], context: ProgramContext): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.fine;
  const program = baseProgram(context);
  for (const definition of COMMANDS) {
    declare(program, definition).action(async (...parameters: unknown[]) => {
      const command = parameters.at(-1) as Command;
      const handler = await definition.load();
      exitCode = await handler({ ...context, args: command.args, options: command.optsWithGlobals() });
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    return explain(error, context, program.opts()['debug'] === true);
  }
  return exitCode;
}

function baseProgram(context: ProgramContext): Command {
  return new Command('nines')
    .description('Runs, watches and heals the services that nines.yaml describes.')
    .version(context.version)
    .option(
      '--file <path>',
      'the catalog, or what else a command reads; otherwise nines.yaml here or in a folder above',
    )
    .option('--debug', 'show where an unexpected error came from')
    .commandsGroup('Help:')
    .addHelpText('after', EXIT_CODES_TEXT)
    .showHelpAfterError('(--help shows how it is written, with examples)')
    .configureOutput({
      writeOut: (text) => {
        context.output.print(text.trimEnd());
      },
      writeErr: (text) => {
        context.output.note(text.trimEnd());
      },
    })
    .showSuggestionAfterError(true)
    .exitOverride();
}

function declare(program: Command, definition: CommandDefinition): Command {
  const { name, families } = placeOf(definition.name);
  const parent = families.reduce((outer, word) => family(outer, word, definition.group), program);
  const command = parent.command(`${name} ${definition.parameters}`.trim());
  command.description(definition.summary).helpGroup(`${definition.group}:`).allowExcessArguments(false);
  for (const option of definition.options) command.option(option.flags, option.description, option.defaultValue);
  const examples = definition.examples.map((example) => `  $ ${example}`).join('\n');
  return command.addHelpText('after', `\nExample${definition.examples.length > 1 ? 's' : ''}:\n${examples}`);
}

/** `alert list` is `list` in the family `alert`. */
function placeOf(fullName: string): { name: string; families: readonly string[] } {
  const words = fullName.split(' ');
  return { name: words.at(-1) ?? '', families: words.slice(0, -1) };
}

/** Stands where the first of its commands does. */
function family(parent: Command, name: string, group: CommandDefinition['group']): Command {
  const known = parent.commands.find((command) => command.name() === name);
  if (known !== undefined) return known;
  const command = parent
    .command(name)
    .description(FAMILIES[name] ?? '')
    .helpGroup(`${group}:`);
  return command.addHelpText('after', `\nExample:\n  $ nines ${name} --help`);
}

function explain(error: unknown, { output, signal }: ProgramContext, debug: boolean): ExitCode {
  const { noteColors } = output;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.invalidInput;
  if (error instanceof NinesError) {
    output.note(`${noteColors.red('error')} ${error.code} ${error.message}`);
    if (debug) output.note(inspect(error));
    return exitCodeOf(error.code);
  }
  if (signal.aborted) {
    if (isReaderGone(signal.reason)) return EXIT.fine;
    output.note('interrupted');
    return EXIT.failed;
  }
  output.note(`${noteColors.red('error')} ${messageOf(error)}`);
  if (debug) output.note(inspect(error));
  output.note(`This was not expected: please report it${debug ? '' : ', with the output of `nines --debug …`'}.`);
  return EXIT.failed;
}
