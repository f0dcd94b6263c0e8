/** How one input came out. */

/**
 * `forwarded`: everything in it was complete and reached the other side unchanged; `refused`: by the mesh, with what came
 * before it served; `incomplete`: it breaks off, and what came before it was served; `rejected`: the mesh passed it on and
 * node:http does not know the method. The others are defects.
 */
export const VERDICTS = [
  'forwarded',
  'refused',
  'incomplete',
  'rejected',
  'misread',
  'wedged',
  'wrong_answer',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Finding {
  readonly verdict: Verdict;
  readonly input: string;
  readonly detail: string;
}

export class Tally {
  readonly counts: Record<Verdict, number> = {
    forwarded: 0,
    refused: 0,
    incomplete: 0,
    rejected: 0,
    misread: 0,
    wedged: 0,
    wrong_answer: 0,
  };
  readonly refusals = new Map<string, number>();
  readonly defects: Finding[] = [];

  add(verdict: Verdict, input: string, detail = ''): void {
    this.counts[verdict] += 1;
    if (verdict === 'refused') this.refusals.set(detail, (this.refusals.get(detail) ?? 0) + 1);
    const isDefect = verdict === 'misread' || verdict === 'wedged' || verdict === 'wrong_answer';
    if (isDefect && this.defects.length < 20) this.defects.push({ verdict, input, detail });
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }
}
