/** What every part of monitoring is to be told, as files. Pure, but for what `secret` does. */
import { messageOf } from '@nines/kernel';
import {
  alertmanagerDocument,
  blackboxDocument,
  prometheusDocument,
  ruleDocuments,
  targetDocuments,
} from '@nines/render';
import type { MonitoringDocument, MonitoringInput } from '@nines/render';

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

type Renderer = (input: MonitoringInput) => Pick<RenderedPart, 'files' | 'followed'>;

const NOTHING: Files = new Map();

const RENDERERS: Readonly<Record<PartName, Renderer>> = {
  prometheus: (input) => ({
    files: filesOf([...ruleDocuments(input), prometheusDocument(input)]),
    followed: filesOf(targetDocuments(input)),
  }),
  alertmanager: (input) => ({ files: filesOf([alertmanagerDocument(input)]), followed: NOTHING }),
  blackbox: (input) => ({ files: filesOf([blackboxDocument(input)]), followed: NOTHING }),
};

/** What one part lacks, a secret for instance, must not keep the others from theirs. */
export function renderParts(input: MonitoringInput): readonly (RenderedPart | UnrenderedPart)[] {
  return PART_NAMES.map((part) => {
    try {
      return { part, ...RENDERERS[part](input) };
    } catch (error) {
      return { part, reason: messageOf(error) };
    }
  });
}

function filesOf(documents: readonly MonitoringDocument[]): Files {
  return new Map(documents.map(({ path, document }) => [path, text(document)]));
}

/** All of them read YAML, of which JSON is a part. */
function text(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The mark of probes is renewed all the time and means the same. */
const MARK = /("nines-declared": )"[^"]*"/g;

/** Equal for configurations that say the same. */
export function meaningOf(files: Files): string {
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(sorted.map(([name, content]) => [name, content.replaceAll(MARK, '$1""')]));
}
