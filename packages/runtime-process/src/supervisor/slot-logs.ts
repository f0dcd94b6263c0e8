/** What the instances of a service wrote. */
import type { Clock, LogLine, LogOptions } from '@nines/kernel';
import { followLines, tailLines } from '../output/read-lines.ts';
import { outputFiles } from './layout.ts';

interface Stream {
  readonly instance: string;
  readonly stream: LogLine['stream'];
  readonly file: string;
}

/** The past of every slot, slot by slot; then, where asked for, what comes, as it comes. */
export async function* slotLogs(
  slots: readonly string[],
  { follow = false, signal, tail = 100 }: LogOptions,
  place: { readonly stateDirectory: string; readonly clock: Clock },
): AsyncGenerator<LogLine, void, undefined> {
  const streams = slots.flatMap((slot) => streamsOf(slot, place.stateDirectory));
  // Following begins before the past is read: what is written in between is shown twice rather than not at all.
  const following = followLines(
    streams.map(({ file }) => file),
    place.clock,
    signal,
  );
  const first = follow ? following.next() : undefined;
  for (const { file, instance, stream } of streams) {
    for (const text of tailLines(file, tail)) yield { instance, stream, text };
  }
  if (first === undefined) return;
  const byFile = new Map(streams.map((entry) => [entry.file, entry]));
  for (let step = await first; step.done !== true; step = await following.next()) {
    const source = byFile.get(step.value.file);
    if (source !== undefined) yield { instance: source.instance, stream: source.stream, text: step.value.text };
  }
}

function streamsOf(slot: string, stateDirectory: string): readonly Stream[] {
  const { stdoutFile, stderrFile } = outputFiles(stateDirectory, slot);
  return [
    { instance: slot, stream: 'stdout', file: stdoutFile },
    { instance: slot, stream: 'stderr', file: stderrFile },
  ];
}
