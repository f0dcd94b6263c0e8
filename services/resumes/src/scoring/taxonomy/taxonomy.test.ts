import { describe, expect, it } from 'vitest';
import { impliedBy, SKILLS, SKILLS_BY_NAME } from './taxonomy.ts';

describe('taxonomy', () => {
  it('knows at least 200 skills, each name once', () => {
    expect(SKILLS.length).toBeGreaterThanOrEqual(200);
    expect(SKILLS_BY_NAME.size).toBe(SKILLS.length);
  });

  it('spells nothing in two ways that mean different things', () => {
    const owners = new Map<string, string>();
    for (const { name, aliases } of SKILLS) {
      for (const spelling of [name, ...aliases].map((text) => text.toLowerCase())) {
        expect(owners.get(spelling), `"${spelling}"`).toBeUndefined();
        owners.set(spelling, name);
      }
    }
  });

  it('implies only what it knows, and no family has a single member', () => {
    for (const { name, implies, family } of SKILLS) {
      for (const implied of implies) expect(SKILLS_BY_NAME.has(implied), `${name} implies ${implied}`).toBe(true);
      if (family !== undefined)
        expect(SKILLS.filter((other) => other.family === family).length, family).toBeGreaterThan(1);
    }
  });

  it('follows implications all the way', () => {
    expect([...impliedBy('Next.js')].sort()).toEqual(['JavaScript', 'React']);
    expect(impliedBy('EKS').has('Containers')).toBe(true);
  });
});
