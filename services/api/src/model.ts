/** What goes over the wire to and from the public; unknown keys in a request are refused. API.md says it in words. */
import { z } from 'zod';

const roleSchema = z.enum(['seeker', 'recruiter']);
const emailSchema = z.email().max(254);
const nameSchema = z.string().trim().min(1).max(100);
const newPasswordSchema = z.string().min(10).max(200);
const passwordSchema = z.string().min(1).max(200);
const jobDescriptionSchema = z.string().trim().min(30).max(20_000);

export const registrationSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: nameSchema,
  role: roleSchema,
});
export const credentialsSchema = z.strictObject({ email: emailSchema, password: passwordSchema });
export const refreshSchema = z.strictObject({ refreshToken: z.string().min(1).max(200) });
export const passwordChangeSchema = z.strictObject({ currentPassword: passwordSchema, newPassword: newPasswordSchema });
export const profileChangeSchema = z.strictObject({
  name: nameSchema,
  headline: z.string().trim().max(120),
  location: z.string().trim().max(100),
  about: z.string().trim().max(2_000),
  skills: z.array(z.string().trim().min(1).max(50)).max(50),
});
export const scanRequestSchema = z.strictObject({ jobDescription: jobDescriptionSchema });
export const rankingRequestSchema = z.strictObject({
  title: z.string().trim().min(1).max(120).optional(),
  jobDescription: jobDescriptionSchema,
  limit: z.int().min(1).max(50).default(20),
});
export const idSchema = z.object({ id: z.uuid() });

const userSchema = z.object({ id: z.string(), email: z.string(), name: z.string(), role: roleSchema });
export const accessGrantSchema = z.object({ accessToken: z.string(), expiresAt: z.string(), user: userSchema });
export const sessionSchema = accessGrantSchema.extend({ refreshToken: z.string(), refreshExpiresAt: z.string() });

export const photoSchema = z.object({
  name: z.string(),
  url: z.string(),
  thumbnailUrl: z.string(),
  width: z.number(),
  height: z.number(),
});
/** A profile as auth knows it. */
export const accountProfileSchema = userSchema.extend({
  headline: z.string(),
  location: z.string(),
  about: z.string(),
  skills: z.array(z.string()),
});
export const profileSchema = accountProfileSchema.extend({ photo: photoSchema.nullable() });

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
const scoreSchema = z.object({
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
      weight: z.number(),
      how: z.enum(['exact', 'alias', 'implied', 'related']),
      via: z.string(),
      credit: z.number(),
      evidence: z.string(),
    }),
  ),
  missingSkills: z.array(
    z.object({
      skill: z.string(),
      importance: importanceSchema,
      weight: z.number(),
      category: z.string(),
      denied: z.boolean(),
    }),
  ),
  suggestions: z.array(z.string()),
});
export const scanSchema = scoreSchema.extend({ cvId: z.string(), scannedAt: z.string() });
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

/** Where a photo is, as paths on the public host of images. */
export type Photo = z.output<typeof photoSchema>;
export type StoredRanking = z.output<typeof storedRankingSchema>;
export type Ranking = z.output<typeof rankingSchema>;
