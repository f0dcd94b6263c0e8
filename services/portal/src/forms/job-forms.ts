/** Job descriptions, pasted by seekers and by hiring teams. */
import { z } from 'zod';

const jobDescription = z
  .string()
  .trim()
  .min(30, 'Paste the whole job description: at least 30 characters')
  .max(20_000, 'At most 20,000 characters');

export const scanForm = z.object({ jobDescription });
export const rankingForm = z
  .object({ title: z.string().trim().max(120, 'At most 120 characters').default(''), jobDescription })
  .transform(({ title, jobDescription: text }) => ({ ...(title !== '' && { title }), jobDescription: text }));

export type RankingRequest = z.output<typeof rankingForm>;
