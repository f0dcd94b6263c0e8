/** Accounts and profiles as they go over the wire; unknown keys in a request are refused. API.md says it in words. */
import { z } from 'zod';

const roleSchema = z.enum(['seeker', 'recruiter']);
const emailSchema = z.email().max(254);
const nameSchema = z.string().trim().min(1).max(100);
const newPasswordSchema = z.string().min(10).max(200);
const passwordSchema = z.string().min(1).max(200);

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

/** Where a photo is, as paths on the public host of images. */
export type Photo = z.output<typeof photoSchema>;
