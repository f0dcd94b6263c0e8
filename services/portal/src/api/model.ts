/** What the api answers, as far as the pages show it. */
import { z } from 'zod';

const roleSchema = z.enum(['seeker', 'recruiter']);
const userSchema = z.object({ id: z.string(), email: z.string(), name: z.string(), role: roleSchema });
export const grantSchema = z.object({ accessToken: z.string(), expiresAt: z.string(), user: userSchema });
export const sessionSchema = grantSchema.extend({ refreshToken: z.string(), refreshExpiresAt: z.string() });
const photoSchema = z.object({
  name: z.string(),
  /** A path on images' public host. */
  url: z.string().regex(/^\/uploads\//),
  thumbnailUrl: z.string().regex(/^\/uploads\//),
  width: z.number(),
  height: z.number(),
});
export const profileSchema = userSchema.extend({
  headline: z.string(),
  location: z.string(),
  about: z.string(),
  skills: z.array(z.string()),
  photo: photoSchema.nullable(),
});
export const cvSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  sizeBytes: z.number(),
  uploadedAt: z.string(),
  wordCount: z.number(),
  skills: z.array(z.string()),
});
const importanceSchema = z.enum(['required', 'mentioned', 'preferred']);
export const scoreSchema = z.object({
  score: z.number(),
  parts: z.array(
    z.object({
      name: z.string(),
      weight: z.number(),
      score: z.number(),
      explanation: z.string(),
      evidence: z.array(z.string()),
    }),
  ),
  matchedSkills: z.array(
    z.object({
      skill: z.string(),
      importance: importanceSchema,
      how: z.enum(['exact', 'alias', 'implied', 'related']),
      via: z.string(),
      evidence: z.string(),
    }),
  ),
  missingSkills: z.array(z.object({ skill: z.string(), importance: importanceSchema, denied: z.boolean() })),
  suggestions: z.array(z.string()),
});
export const scanSchema = scoreSchema.extend({ id: z.string(), jobDescription: z.string() });
const candidateSchema = scoreSchema.extend({
  userId: z.string(),
  name: z.string(),
  headline: z.string(),
  location: z.string(),
  photo: photoSchema.nullable(),
});
export const rankingSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.string(),
  candidateCount: z.number(),
});
export const rankingSchema = rankingSummarySchema.extend({
  jobDescription: z.string(),
  candidates: z.array(candidateSchema),
});

export type Role = z.output<typeof roleSchema>;
export type Session = z.output<typeof sessionSchema>;
export type Grant = z.output<typeof grantSchema>;
export type Photo = z.output<typeof photoSchema>;
export type Profile = z.output<typeof profileSchema>;
export type Cv = z.output<typeof cvSchema>;
export type Score = z.output<typeof scoreSchema>;
export type Scan = z.output<typeof scanSchema>;
export type Candidate = z.output<typeof candidateSchema>;
export type Ranking = z.output<typeof rankingSchema>;
export type RankingSummary = z.output<typeof rankingSummarySchema>;
