import type { createColors } from 'picocolors';
import type { CommandHandler } from '../command.ts';
import { checkChannels } from '../channel-checks.ts';
import { checkMachine } from '../machine-checks.ts';
import type { Finding } from '../machine-checks.ts';
import { EXIT } from '../exit-codes.ts';

export const doctor: CommandHandler = async (invocation) => {
  const { environment, options, output, signal } = invocation;
  const findings = [...(await checkMachine(environment, signal)), ...(await checkChannels(invocation))];
  const bad = findings.some(({ verdict }) => verdict === 'missing');
  if (options['json'] === true) output.printJson({ findings });
  else for (const finding of findings) output.print(describeFinding(finding, output.colors));
  return bad ? EXIT.failed : EXIT.fine;
};

function describeFinding({ verdict, what, seen, remedy }: Finding, colors: ReturnType<typeof createColors>): string {
  const marks = { fine: colors.green('✓'), limited: colors.yellow('!'), missing: colors.red('✗') };
  const advice = remedy === undefined ? '' : `\n    ${colors.dim(remedy)}`;
  return `${marks[verdict]} ${what}: ${seen}${advice}`;
}
