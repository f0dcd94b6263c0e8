/** What every part of monitoring is told, as files. */
/** Contents by path below the monitoring directory. */
export type Files = ReadonlyMap<string, string>;

export const PART_NAMES = ['prometheus', 'alertmanager', 'blackbox'] as const;

export type PartName = (typeof PART_NAMES)[number];

export interface RenderedPart {
  readonly part: PartName;
  readonly files: Files;
  /** Read whenever they change, without a reload. */
  readonly followed: Files;
}

/** A part that cannot be told anything now. */
export interface UnrenderedPart {
  readonly part: PartName;
  readonly reason: string;
}

/** The mark of probes is renewed all the time and means the same. */
const MARK = /("nines-declared": )"[^"]*"/g;

/** Equal for configurations that say the same. */
export function meaningOf(files: Files): string {
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(sorted.map(([name, content]) => [name, content.replaceAll(MARK, '$1""')]));
}
