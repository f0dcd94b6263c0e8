/** Putting a configuration into effect: checked before, verified after, and the last good one back where it is refused. */
import { checkPart } from './check-part.ts';
import { readFiles, replaceFiles, sameFiles } from './file-set.ts';
import { reloadPart } from './reload-part.ts';
import { meaningOf } from './rendered-parts.ts';
import type { Files, RenderedPart } from './rendered-parts.ts';

export interface ApplyOptions {
  /** The monitoring directory; exists. */
  readonly directory: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
  /** @see `CheckOptions.checkTimeoutMs` */
  readonly checkTimeoutMs?: number;
  /** Make whoever runs read it again even where nothing changed. */
  readonly reloadAnyway: boolean;
}

/** `verified`: whoever runs by it has said so. */
export interface AcceptedOutcome {
  readonly result: 'unchanged' | 'applied';
  readonly verified: boolean;
}

export type ApplyOutcome =
  | AcceptedOutcome
  /** The last good configuration is in effect, where there is one. The reason may have secrets in it. */
  | { readonly result: 'refused'; readonly reason: string };

/** Writes what is read without being told. */
export async function applyFollowed(directory: string, followed: Files): Promise<void> {
  await replaceFiles(directory, followed, await readFiles(directory, followed));
}

/**
 * What is in place is good: it was checked, or is the best that is known. Only what differs from it in meaning is checked.
 *
 * @throws NinesError `SERVER_CHECK_FAILED` where it could not be checked; nothing has changed then
 */
export async function applyPart(part: RenderedPart, options: ApplyOptions): Promise<ApplyOutcome> {
  const { directory, reloadAnyway } = options;
  const before = await readFiles(directory, part.files);
  const isSame = sameFiles(before, part.files);
  if (isSame && !reloadAnyway) return { result: 'unchanged', verified: false };
  const isNews = !isSame && meaningOf(before) !== meaningOf(part.files);
  if (isNews) {
    const complaint = await checkPart(part, options);
    if (complaint !== undefined) return { result: 'refused', reason: complaint };
  }
  await replaceFiles(directory, part.files, before);
  const reload = await reloadPart(part.part, options);
  if (reload.result !== 'refused') {
    return { result: isNews ? 'applied' : 'unchanged', verified: reload.result === 'took-over' };
  }
  if (before.size > 0 && isNews) {
    await replaceFiles(directory, before, part.files);
    await reloadPart(part.part, options);
  }
  return reload;
}
