/** Whether a CV has what a reader looks for, whatever the job. */

/** One thing a reader looks for. */
export interface CompletenessCheck {
  readonly name: string;
  readonly present: boolean;
  /** What to do where it is missing. */
  readonly advice: string;
}

const CHECKS: readonly { readonly name: string; readonly pattern: RegExp; readonly advice: string }[] = [
  { name: 'email address', pattern: /[\w.+-]+@[\w-]+\.[\w.]+/, advice: 'Add an email address.' },
  {
    name: 'phone number or profile link',
    pattern: /\+?\d[\d ()/-]{7,}\d|linkedin\.com|github\.com|https?:\/\//i,
    advice: 'Add a phone number or a link to a profile or portfolio.',
  },
  {
    name: 'summary',
    pattern: /^(?:professional )?(?:summary|profile|about(?: me)?|objective)\b/im,
    advice: 'Open with a summary of two or three sentences.',
  },
  {
    name: 'experience section',
    pattern: /^(?:work |professional |relevant )?(?:experience|employment|work history|career)\b/im,
    advice: 'Give your positions a section called "Experience".',
  },
  {
    name: 'dated positions',
    pattern: /\b(?:19|20)\d{2}\s*(?:-|–|—|to)\s*(?:\w+\.? )?(?:(?:19|20)\d{2}|present|now|today|current)/i,
    advice: 'Give each position its dates (2021 – 2024).',
  },
  {
    name: 'education section',
    pattern: /^(?:education|academic|studies|qualifications)\b/im,
    advice: 'Add an "Education" section.',
  },
  {
    name: 'skills section',
    pattern: /^(?:technical |key |core )?(?:skills|technologies|competenc)/im,
    advice: 'Add a "Skills" section.',
  },
  {
    name: 'measured results',
    pattern:
      /\b\d+(?:[.,]\d+)?\s?(?:%|percent|x\b|ms\b|k\b|million|thousand|users|customers|requests|services|servers|people|hours)/i,
    advice: 'Say what your work changed in numbers ("cut response times by 40 %").',
  },
];

/** Every check with its outcome, always in the same order. */
export function completenessOf(lines: readonly string[]): readonly CompletenessCheck[] {
  const text = lines.join('\n');
  return CHECKS.map(({ name, pattern, advice }) => ({ name, present: pattern.test(text), advice }));
}
