import type { CommandHandler } from '../command.ts';
import { checkMachine } from '../machine-checks.ts';
import type { Finding } from '../machine-checks.ts';
import { EXIT } from '../exit-codes.ts';

export const doctor: CommandHandler = async ({ options, output }) => {
  const findings = await checkMachine();
  const bad = findings.some(({ verdict }) => verdict === 'missing');
  if (options['json'] === true) output.printJson({ findings });
  else for (const finding of findings) output.print(describeFinding(finding, output.colors));
  return bad ? EXIT.failed : EXIT.fine;
};

function describeFinding({ verdict, what, seen, remedy }: Finding, colors: typeof import('picocolors')): string {
  const marks = { fine: colors.green('✓'), limited: colors.yellow('!'), missing: colors.red('✗') };
  const advice = remedy === undefined ? '' : `\n    ${colors.dim(remedy)}`;
  return `${marks[verdict]} ${what}: ${seen}${advice}`;
}
