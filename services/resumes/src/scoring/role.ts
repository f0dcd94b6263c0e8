/** Occupation and level: what a title says beyond its words. */

/** 0 intern … 5 principal; undefined where the text does not say. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5;

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/\b(?:principal|distinguished|head of|director|vp|chief|cto)\b/i, 5],
  [/\b(?:staff|lead|tech lead|architect|engineering manager)\b/i, 4],
  [/\b(?:senior|sr\.?|experienced|expert)\b/i, 3],
  [/\b(?:mid|mid-level|intermediate|professional)\b/i, 2],
  [/\b(?:junior|jr\.?|graduate|entry[- ]level|associate)\b/i, 1],
  [/\b(?:intern|internship|trainee|working student|apprentice)\b/i, 0],
];

/** Names of the levels, by level. */
export const LEVEL_NAMES = ['intern', 'junior', 'mid-level', 'senior', 'lead', 'principal'] as const;

/** The highest level a title speaks of. */
export function levelOf(title: string): Level | undefined {
  return LEVELS.find(([pattern]) => pattern.test(title))?.[1];
}

/** Occupations, and those near enough that a change between them is common. */
const OCCUPATIONS: readonly { readonly name: string; readonly pattern: RegExp; readonly near: readonly string[] }[] = [
  {
    name: 'full-stack development',
    pattern: /\bfull[- ]?stack\b/i,
    near: ['backend development', 'frontend development', 'software development'],
  },
  {
    name: 'backend development',
    pattern:
      /\bback[- ]?end\b|\b(?:api|server|node(?:\.js)?|java|python|go|golang|php|ruby|\.net) (?:engineer|developer)\b/i,
    near: ['full-stack development', 'software development', 'reliability and platform', 'data engineering'],
  },
  {
    name: 'frontend development',
    pattern: /\bfront[- ]?end\b|\b(?:ui|web|react|angular|vue|javascript) (?:engineer|developer)\b/i,
    near: ['full-stack development', 'software development', 'mobile development', 'design'],
  },
  {
    name: 'mobile development',
    pattern: /\b(?:mobile|android|ios|flutter)\b.{0,20}\b(?:engineer|developer)\b/i,
    near: ['frontend development', 'software development'],
  },
  {
    name: 'reliability and platform',
    pattern:
      /\b(?:sre|site reliability|devops|platform|infrastructure|cloud|systems?)\b.{0,20}\b(?:engineer|engineering|administrator|architect|developer)\b|\bsre\b/i,
    near: ['backend development', 'software development', 'security'],
  },
  {
    name: 'data engineering',
    pattern: /\b(?:data|analytics|big data|etl) (?:platform )?(?:engineer|architect|developer)\b/i,
    near: ['data science', 'backend development', 'data analysis'],
  },
  {
    name: 'data science',
    pattern: /\bdata scien|\b(?:machine learning|ml|ai|research) (?:engineer|scientist|researcher)\b/i,
    near: ['data engineering', 'data analysis'],
  },
  {
    name: 'data analysis',
    pattern: /\b(?:data|business intelligence|bi|business) analyst\b/i,
    near: ['data science', 'data engineering', 'product management'],
  },
  {
    name: 'quality assurance',
    pattern: /\b(?:qa|quality|test|sdet)\b.{0,15}\b(?:engineer|analyst|automation|lead|assurance)\b|\btester\b/i,
    near: ['software development'],
  },
  { name: 'security', pattern: /\b(?:security|penetration|infosec|appsec)\b/i, near: ['reliability and platform'] },
  {
    name: 'product management',
    pattern: /\bproduct (?:manager|owner|lead)\b/i,
    near: ['project management', 'data analysis', 'design'],
  },
  {
    name: 'project management',
    pattern: /\b(?:project|program|delivery) manager\b|\bscrum master\b/i,
    near: ['product management'],
  },
  {
    name: 'design',
    pattern:
      /\b(?:product|ux|ui|user experience|interaction|visual|graphic)\b.{0,8}\b(?:designer|design|researcher)\b/i,
    near: ['frontend development', 'product management'],
  },
  {
    name: 'software development',
    pattern:
      /\b(?:software|application|embedded|c\+\+|systems) (?:engineer|developer|programmer)\b|\bdeveloper\b|\bprogrammer\b/i,
    near: [
      'backend development',
      'frontend development',
      'full-stack development',
      'mobile development',
      'reliability and platform',
    ],
  },
  {
    name: 'sales and marketing',
    pattern: /\b(?:sales|marketing|account) (?:manager|executive|specialist)\b/i,
    near: [],
  },
  { name: 'people and hiring', pattern: /\b(?:recruiter|hr|talent acquisition|people partner)\b/i, near: [] },
  { name: 'finance', pattern: /\b(?:accountant|financial|controller|bookkeeper)\b/i, near: [] },
];

/** The occupation a title names. */
export function occupationOf(title: string): string | undefined {
  return OCCUPATIONS.find(({ pattern }) => pattern.test(title))?.name;
}

/** 1 the same occupation, 0.5 a near one, 0 another. */
export function occupationMatch(asked: string, shown: string): number {
  if (asked === shown) return 1;
  return OCCUPATIONS.find(({ name }) => name === asked)?.near.includes(shown) === true ? 0.5 : 0;
}
