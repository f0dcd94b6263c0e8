/** What users say about themselves. */
import { z } from 'zod';

export const profileForm = z.object({
  name: z.string().trim().min(1, 'Enter your name').max(100, 'At most 100 characters'),
  headline: z.string().trim().max(120, 'At most 120 characters'),
  location: z.string().trim().max(100, 'At most 100 characters'),
  about: z.string().trim().max(2_000, 'At most 2,000 characters'),
  skills: z
    .string()
    .transform((text) => [
      ...new Set(
        text
          .split(/[,\n;]/)
          .map((skill) => skill.trim())
          .filter((skill) => skill !== ''),
      ),
    ])
    .pipe(z.array(z.string().max(50, 'At most 50 characters a skill')).max(50, 'At most 50 skills')),
});

export type ProfileChange = z.output<typeof profileForm>;
