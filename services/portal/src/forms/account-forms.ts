/** Register and log in. */
import { z } from 'zod';

const email = z
  .string()
  .trim()
  .max(254, 'Too long for an email address')
  .pipe(z.email('Enter an email address like name@example.com'));

export const registrationForm = z.object({
  name: z.string().trim().min(1, 'Enter your name').max(100, 'At most 100 characters'),
  email,
  password: z.string().min(10, 'Use at least 10 characters').max(200, 'At most 200 characters'),
  role: z.enum(['seeker', 'recruiter'], 'Choose one of the two'),
});
export const loginForm = z.object({
  email,
  password: z.string().min(1, 'Enter your password').max(200, 'At most 200 characters'),
});

export type Registration = z.output<typeof registrationForm>;
