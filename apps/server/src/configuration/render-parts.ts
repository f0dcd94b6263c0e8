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
import { PART_NAMES } from './rendered-parts.ts';
import type { Files, PartName, RenderedPart, UnrenderedPart } from './rendered-parts.ts';

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
