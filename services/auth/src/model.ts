/** What goes over the wire; unknown keys are refused. */
import { z } from 'zod';

const roleSchema = z.enum(['seeker', 'recruiter']);
const emailSchema = z.email().max(254).toLowerCase();
const nameSchema = z.string().trim().min(1).max(100);

/** Length is what counts; NIST would accept 8, ten costs nobody anything. The limit keeps hashing cheap. */
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
export const lookupSchema = z.strictObject({ ids: z.array(z.uuid()).max(100) });
export const userIdSchema = z.object({ id: z.uuid() });

const userSchema = z.object({ id: z.uuid(), email: z.string(), name: z.string(), role: roleSchema });
export const accessGrantSchema = z.object({ accessToken: z.string(), expiresAt: z.string(), user: userSchema });
export const sessionSchema = accessGrantSchema.extend({ refreshToken: z.string(), refreshExpiresAt: z.string() });
export const profileSchema = userSchema.extend(
  z.object({ headline: z.string(), location: z.string(), about: z.string(), skills: z.array(z.string()) }).shape,
);
export const cardSchema = profileSchema.pick({ id: true, name: true, headline: true, location: true });

export type Registration = z.output<typeof registrationSchema>;
export type Credentials = z.output<typeof credentialsSchema>;
export type PasswordChange = z.output<typeof passwordChangeSchema>;
export type ProfileChange = z.output<typeof profileChangeSchema>;
/** A user as others may know them. */
export type User = z.output<typeof userSchema>;
export type Profile = z.output<typeof profileSchema>;
/** What a list shows of a profile. */
export type ProfileCard = z.output<typeof cardSchema>;
/** A short-lived access token and whom it is for. */
export type AccessGrant = z.output<typeof accessGrantSchema>;
export type Session = z.output<typeof sessionSchema>;
