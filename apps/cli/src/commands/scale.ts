import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter, parseCount } from '../option-values.ts';
import { locatePlatform } from '../locate-platform.ts';

export const scale: CommandHandler = async (invocation) => {
  const service = parameter(invocation, 0);
  const replicas = parseCount(parameter(invocation, 1), 'replicas');
  const { runtime } = await locatePlatform(invocation);
  await runtime.scale(service, replicas);
  invocation.output.note(`${service} is being scaled to ${replicas}; watch it with \`nines status\``);
  return EXIT.fine;
};
