/** CVs, scores and rankings as they go over the wire; unknown keys in a request are refused. API.md says it in words. */
import { z } from 'zod';

import { accountProfileSchema, photoSchema } from './model.ts';

const jobDescriptionSchema = z.string().trim().min(30).max(20_000);

export const scanRequestSchema = z.strictObject({ jobDescription: jobDescriptionSchema });
export const rankingRequestSchema = z.strictObject({
  title: z.string().trim().min(1).max(120).optional(),
  jobDescription: jobDescriptionSchema,
  limit: z.int().min(1).max(50).default(20),
});

export const cvSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number(),
  uploadedAt: z.string(),
  wordCount: z.number(),
  skills: z.array(z.string()),
});

const importanceSchema = z.enum(['required', 'mentioned', 'preferred']);
const partSchema = z.object({
  name: z.string(),
  weight: z.number(),
  score: z.number(),
  explanation: z.string(),
  evidence: z.array(z.string()),
});
const matchedSkillSchema = z.object({
  skill: z.string(),
  importance: importanceSchema,
  weight: z.number(),
  how: z.enum(['exact', 'alias', 'implied', 'related']),
  via: z.string(),
  credit: z.number(),
  evidence: z.string(),
});
const missingSkillSchema = z.object({
  skill: z.string(),
  importance: importanceSchema,
  weight: z.number(),
  category: z.string(),
  denied: z.boolean(),
});
const scoreSchema = z.object({
  score: z.number(),
  parts: z.array(partSchema),
  matchedSkills: z.array(matchedSkillSchema),
  missingSkills: z.array(missingSkillSchema),
  suggestions: z.array(z.string()),
});
export const scanSchema = scoreSchema.extend({
  jobDescription: z.string(),
  id: z.string(),
  cvId: z.string(),
  scannedAt: z.string(),
});

const rankingSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.string(),
  candidateCount: z.number(),
});
export const rankingListSchema = z.object({ data: z.array(rankingSummarySchema) });
/** A ranking as resumes knows it: candidates are ids. */
export const storedRankingSchema = rankingSummarySchema.extend({
  jobDescription: z.string(),
  candidates: z.array(scoreSchema.extend({ userId: z.string() })),
});
const personSchema = accountProfileSchema.pick({ name: true, headline: true, location: true });
const candidateSchema = scoreSchema.extend({
  userId: z.string(),
  ...personSchema.shape,
  photo: photoSchema.nullable(),
});
export const rankingSchema = storedRankingSchema.extend({ candidates: z.array(candidateSchema) });

export type StoredRanking = z.output<typeof storedRankingSchema>;
/** A ranking whose candidates have names and faces. */
export type Ranking = z.output<typeof rankingSchema>;
