/** What goes over the wire; unknown keys are refused. */
import { z } from 'zod';

import { CREDITS, PART_WEIGHTS } from './scoring/weights.ts';
import type { MatchKind, PartName } from './scoring/weights.ts';

const importanceSchema = z.enum(['required', 'mentioned', 'preferred']);
const ratioSchema = z.number().min(0).max(1);

export const userIdSchema = z.object({ id: z.uuid() });
export const rankingIdSchema = z.object({ id: z.uuid() });

const jobDescriptionSchema = z.string().trim().min(30).max(20_000);
export const scanRequestSchema = z.strictObject({ jobDescription: jobDescriptionSchema });
export const rankingRequestSchema = z.strictObject({
  title: z.string().trim().max(120).optional(),
  jobDescription: jobDescriptionSchema,
  limit: z.int().min(1).max(50).default(20),
});

export const cvSchema = z.object({
  id: z.uuid(),
  fileName: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  uploadedAt: z.string(),
  wordCount: z.int(),
  skills: z.array(z.string()).readonly(),
});

const scoreSchema = z.object({
  score: z.int().min(0).max(100),
  parts: z
    .array(
      z.object({
        name: z.enum(Object.keys(PART_WEIGHTS) as [PartName, ...PartName[]]),
        weight: ratioSchema,
        score: ratioSchema,
        explanation: z.string(),
        evidence: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
  matchedSkills: z
    .array(
      z.object({
        skill: z.string(),
        importance: importanceSchema,
        weight: ratioSchema,
        how: z.enum(Object.keys(CREDITS) as [MatchKind, ...MatchKind[]]),
        via: z.string(),
        credit: ratioSchema,
        evidence: z.string(),
      }),
    )
    .readonly(),
  missingSkills: z
    .array(
      z.object({
        skill: z.string(),
        importance: importanceSchema,
        weight: ratioSchema,
        category: z.string(),
        denied: z.boolean(),
      }),
    )
    .readonly(),
  suggestions: z.array(z.string()).readonly(),
});

export const scanSchema = scoreSchema.extend({
  id: z.uuid(),
  jobDescription: z.string(),
  cvId: z.uuid(),
  scannedAt: z.string(),
});
const candidateSchema = scoreSchema.extend({ userId: z.uuid() });
export const rankingSummarySchema = z.object({
  id: z.uuid(),
  title: z.string(),
  createdAt: z.string(),
  candidateCount: z.int(),
});
export const rankingSchema = rankingSummarySchema.extend({
  jobDescription: z.string(),
  candidates: z.array(candidateSchema).readonly(),
});

/** A stored CV, without its text. */
export type Cv = z.output<typeof cvSchema>;
/** A stored result of scanning one's own CV. */
export type Scan = z.output<typeof scanSchema>;
/** A candidate of a ranking. */
export type Candidate = z.output<typeof candidateSchema>;
/** A ranking as lists show it. */
export type RankingSummary = z.output<typeof rankingSummarySchema>;
/** A stored ranking, best candidate first. */
export type Ranking = z.output<typeof rankingSchema>;
/** What a hiring team asks. */
export type RankingRequest = z.output<typeof rankingRequestSchema>;
