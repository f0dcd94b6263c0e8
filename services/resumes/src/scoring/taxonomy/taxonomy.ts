/** The whole taxonomy and its index by name. */
import { BACKEND } from './backend.ts';
import { ARCHITECTURE, SECURITY, TESTING } from './craft.ts';
import { DATA, DATABASES } from './data.ts';
import { LANGUAGES } from './languages.ts';
import { BUSINESS, PRACTICES } from './people.ts';
import { CLOUD, OBSERVABILITY, OPERATIONS } from './platform.ts';
import type { Skill } from './skill.ts';
import { FRONTEND, MOBILE } from './web.ts';

/** Every skill the scanner knows, in no meaningful order. */
export const SKILLS: readonly Skill[] = [
  ...LANGUAGES,
  ...FRONTEND,
  ...MOBILE,
  ...BACKEND,
  ...DATABASES,
  ...DATA,
  ...CLOUD,
  ...OPERATIONS,
  ...OBSERVABILITY,
  ...ARCHITECTURE,
  ...TESTING,
  ...SECURITY,
  ...PRACTICES,
  ...BUSINESS,
];

/** Skills by canonical name. */
export const SKILLS_BY_NAME: ReadonlyMap<string, Skill> = new Map(SKILLS.map((skill) => [skill.name, skill]));

/** Everything that knowing `name` includes, transitively, itself left out. */
export function impliedBy(name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const implied of SKILLS_BY_NAME.get(next)?.implies ?? []) {
      if (implied !== name && !found.has(implied)) pending.push(implied);
      found.add(implied);
    }
  }
  found.delete(name);
  return found;
}
