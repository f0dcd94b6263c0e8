/** What the owner of a CV could do next, the most telling first. */
import { completenessOf } from './completeness.ts';
import type { Part } from './parts.ts';
import type { SkillsMatch, UnmetDemand } from './skills.ts';
import { LISTED_ONLY } from './weights.ts';
import type { WordingMatch } from './wording.ts';

const MOST = 6;

/** At most six sentences; none that asks to claim what is not true. */
export function suggestionsFor(
  match: SkillsMatch,
  parts: readonly Part[],
  wording: WordingMatch | undefined,
  cv: readonly string[],
): readonly string[] {
  const required = match.unmet.filter(({ importance, denied }) => importance !== 'preferred' && !denied);
  const preferred = match.unmet.filter(({ importance, denied }) => importance === 'preferred' && !denied);
  const listed = match.met.filter(({ how, credit }) => (how === 'exact' || how === 'alias') && credit <= LISTED_ONLY);
  const near = match.met.filter(({ how, importance }) => how === 'related' && importance !== 'preferred');
  const experience = parts.find(({ name }) => name === 'Experience');
  const vocabulary = parts.find(({ name }) => name === 'Vocabulary');
  return [
    required.length > 0
      ? `If you have worked with ${named(required)}, say where and what for: the job asks for it.`
      : '',
    ...near
      .slice(0, 2)
      .map(
        ({ skill, via }) =>
          `You show ${via}; if you know ${skill} too, name it, or say how you would carry one over to the other.`,
      ),
    listed.length > 0
      ? `Tell in your experience what you did with ${names(listed.map(({ skill }) => skill))}: now it stands in a list only.`
      : '',
    experience !== undefined && experience.score < 1
      ? 'Date every position (month and year), so that your years of experience can be counted.'
      : '',
    ...completenessOf(cv)
      .filter(({ present }) => !present)
      .map(({ advice }) => advice),
    preferred.length > 0 ? `${named(preferred)} would be a plus.` : '',
    vocabulary !== undefined && vocabulary.score < 0.5 && wording !== undefined && wording.absent.length > 0
      ? `Words of the description that your CV does not use: ${wording.absent
          .slice(0, 6)
          .map(({ shown }) => shown)
          .join(', ')}.`
      : '',
  ]
    .filter((suggestion) => suggestion !== '')
    .slice(0, MOST);
}

function named(demands: readonly UnmetDemand[]): string {
  return names(demands.map(({ skill }) => skill));
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, 4);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
