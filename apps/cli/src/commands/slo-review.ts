import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { API_PATHS, objectiveListSchema, reviewSchema } from '@nines/api';
import type { ApiReview } from '@nines/api';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { askedPeriod } from '../objectives/asked-period.ts';
import { objectivePath, parseObjectiveName } from '../objectives/objective-path.ts';
import { requestedSignature } from '../objectives/requested-signature.ts';
import { reviewFiles } from '../objectives/review-files.ts';
import { requireAnswer } from '../server-client.ts';

/** Three periods are read for each, ms. */
const PATIENCE_MS = 30_000;

export const sloReview: CommandHandler = async (invocation) => {
  const { args, options, output, signal } = invocation;
  const period = askedPeriod(options);
  const signature = requestedSignature(invocation);
  const named = args.map(parseObjectiveName);
  const { socket } = await locateServer(invocation);
  if (signature !== undefined) {
    const question = { signal, body: { period, ...signature } };
    for (const name of named) await requireAnswer(socket, objectivePath('signOff', name), question);
    output.note(`signed off: ${args.join(', ')}`);
  }
  const reviews: ApiReview[] = [];
  for (const name of named.length > 0 ? named : await listed(socket, signal)) {
    const path = `${objectivePath('review', name)}?period=${period}`;
    reviews.push(reviewSchema.parse(await requireAnswer(socket, path, { signal, patienceMs: PATIENCE_MS })));
  }
  await show(reviews, invocation);
  return EXIT.fine;
};

async function listed(socket: string, signal: AbortSignal) {
  return objectiveListSchema.parse(await requireAnswer(socket, API_PATHS.objectives, { signal })).data;
}

async function show(reviews: readonly ApiReview[], { args, directory, options, output }: Invocation): Promise<void> {
  if (typeof options['output'] === 'string') {
    const folder = resolve(directory, options['output']);
    await mkdir(folder, { recursive: true });
    for (const { name, text } of reviews.flatMap(reviewFiles)) {
      await writeFile(join(folder, name), text);
      output.print(relative(directory, join(folder, name)));
    }
  } else if (options['json'] === true) output.printJson(args.length > 0 ? reviews[0] : reviews);
  else output.print(reviews.map(({ markdown }) => markdown.trimEnd()).join('\n\n'));
}
