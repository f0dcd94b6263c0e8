/** Demands against claims: which are met, how, by what; which are not. */
import type { Claim, Claims } from './claims.ts';
import type { Demand, Importance } from './requirements.ts';
import { impliedBy, SKILLS_BY_NAME } from './taxonomy/taxonomy.ts';
import { CREDITS, EMPHASIS, EMPHASIS_CAP, GENERIC, IN_TITLE, LISTED_ONLY, MENTIONED } from './weights.ts';
import type { MatchKind } from './weights.ts';

/** A demand the CV meets, wholly or in part. */
export interface MetDemand {
  /** As the job puts it: "Java or Kotlin". */
  readonly skill: string;
  readonly importance: Importance;
  readonly weight: number;
  readonly how: MatchKind;
  /** The claimed skill it is met by. */
  readonly via: string;
  /** 0-1: how much of the demand is met. */
  readonly credit: number;
  readonly evidence: string;
}

/** A demand nothing in the CV meets. */
export interface UnmetDemand {
  readonly skill: string;
  readonly importance: Importance;
  readonly weight: number;
  readonly category: string;
  /** The CV itself says that it is missing. */
  readonly denied: boolean;
}

/** Outcome for every demand; both lists with the heaviest first, required before mentioned before preferred. */
export interface SkillsMatch {
  readonly met: readonly MetDemand[];
  readonly unmet: readonly UnmetDemand[];
}

const ORDER: Readonly<Record<Importance, number>> = { required: 0, mentioned: 1, preferred: 2 };

/** Matches every demand on its best claim. */
export function matchSkills(demands: readonly Demand[], claims: Claims): SkillsMatch {
  const met: MetDemand[] = [];
  const unmet: UnmetDemand[] = [];
  for (const demand of demands) {
    const skill = demand.anyOf.join(' or ');
    const base = { skill, importance: demand.importance, weight: weightOf(demand) };
    const best = bestMatch(demand, claims);
    if (best === undefined) {
      const category = SKILLS_BY_NAME.get(demand.anyOf[0] ?? '')?.category ?? '';
      unmet.push({ ...base, category, denied: demand.anyOf.every((name) => claims.denied.has(name)) });
    } else met.push({ ...base, ...best });
  }
  return { met: met.sort(byImportance), unmet: unmet.sort(byImportance) };
}

interface Ranked {
  readonly importance: Importance;
  readonly weight: number;
  readonly skill: string;
}

function byImportance(a: Ranked, b: Ranked): number {
  return ORDER[a.importance] - ORDER[b.importance] || b.weight - a.weight || (a.skill < b.skill ? -1 : 1);
}

/** How much a demand matters within its part of the score. */
function weightOf(demand: Demand): number {
  const generic = demand.anyOf.every((name) => SKILLS_BY_NAME.get(name)?.generic === true) ? GENERIC : 1;
  const emphasis = Math.min(EMPHASIS_CAP, 1 + EMPHASIS * (demand.mentions - 1));
  const importance = demand.importance === 'mentioned' ? MENTIONED : 1;
  return generic * emphasis * importance * (demand.inTitle ? IN_TITLE : 1);
}

type Match = Pick<MetDemand, 'how' | 'via' | 'credit' | 'evidence'>;

function bestMatch(demand: Demand, claims: Claims): Match | undefined {
  const matches = demand.anyOf.flatMap((wanted) =>
    [...claims.byName.values()].flatMap((claim) => {
      const how = relationOf(wanted, claim);
      if (how === undefined || (how === 'related' && claims.denied.has(wanted))) return [];
      const credit = CREDITS[how] * (claim.used ? 1 : LISTED_ONLY);
      return [{ how, via: claim.skill, credit, evidence: claim.quote }];
    }),
  );
  return matches.sort((a, b) => b.credit - a.credit || (a.via < b.via ? -1 : 1))[0];
}

function relationOf(wanted: string, claim: Claim): MatchKind | undefined {
  if (claim.skill === wanted) return claim.how;
  if (impliedBy(claim.skill).has(wanted)) return 'implied';
  const family = SKILLS_BY_NAME.get(wanted)?.family;
  return family !== undefined && SKILLS_BY_NAME.get(claim.skill)?.family === family ? 'related' : undefined;
}
