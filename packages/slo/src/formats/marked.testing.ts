/** Documents in tests, with a `▶` where a finding must point. */
import { formatDiagnostic, hasErrors } from '@nines/kernel';
import { expect } from 'vitest';
import type { Objective } from '../objective/objective.ts';
import { readObjectives } from './read-objectives.ts';

const FILE = 'slo.yaml';

/** Expects this one finding, at the mark, and nothing else. */
export function expectFinding(marked: string, code: string, says: string): void {
  const before = marked.slice(0, marked.indexOf('▶')).split('\n');
  const { diagnostics } = readObjectives(marked.replace('▶', ''), FILE);
  const place = `${FILE}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  expect(diagnostics.map(formatDiagnostic)).toEqual([expect.stringContaining(says)]);
  expect(diagnostics.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([place]);
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
}

/** Objectives without their places, of a document without errors, and the codes of its warnings. */
export function readSound(text: string): { objectives: Omit<Objective, 'place'>[]; warnings: string[] } {
  const { objectives, diagnostics } = readObjectives(text, FILE);
  expect(hasErrors(diagnostics), diagnostics.map(formatDiagnostic).join('\n')).toBe(false);
  return { objectives: objectives.map(withoutPlace), warnings: diagnostics.map(({ code }) => code) };
}

export function withoutPlace({ place: _place, ...objective }: Objective): Omit<Objective, 'place'> {
  return objective;
}
