import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter } from '../option-values.ts';
import { locatePlatform } from '../locate-platform.ts';

export const restart: CommandHandler = async (invocation) => {
  const service = parameter(invocation, 0);
  const { runtime } = await locatePlatform(invocation);
  await runtime.restart(service);
  invocation.output.note(`${service} is being restarted, one instance at a time; watch it with \`nines status\``);
  return EXIT.fine;
};
