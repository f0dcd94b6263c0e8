/** What visitors do, and how often. They read far more than they write, and leave nothing behind that piles up. */
import type { Browsing } from './browsing.ts';

/** One thing that a visitor does. */
export interface Habit {
  readonly name: string;
  /** Share among all habits. */
  readonly weight: number;
  /** Whose account it needs: somebody of the demonstration. */
  readonly as?: 'seeker' | 'recruiter';
  readonly act: (visitor: Browsing) => Promise<unknown>;
}

const JOB = `Backend Engineer
Requirements
- 3 years of experience with TypeScript and Node.js
- PostgreSQL, Docker, Kubernetes
Nice to have: Kafka`;

export const HABITS: readonly Habit[] = [
  { name: 'look at the front page', weight: 40, act: (visitor) => visitor.view('/') },
  { name: 'look at the registration', weight: 10, act: (visitor) => visitor.view('/register') },
  { name: 'look at the login', weight: 10, act: (visitor) => visitor.view('/login') },
  { name: 'look at the CV', weight: 18, as: 'seeker', act: (visitor) => visitor.view('/cv') },
  { name: 'look at the profile', weight: 10, as: 'seeker', act: (visitor) => visitor.view('/profile') },
  { name: 'look at rankings', weight: 10, as: 'recruiter', act: (visitor) => visitor.view('/rankings') },
  {
    name: 'scan the CV',
    weight: 2,
    as: 'seeker',
    act: (visitor) => visitor.submit('/cv', '/cv/scan', { jobDescription: JOB }),
  },
];

/** Logs a visitor in with a documented account of the demonstration. */
export function logIn(visitor: Browsing, role: 'seeker' | 'recruiter'): Promise<void> {
  return visitor.submit('/login', '/login', { email: `${role}@talent.example`, password: 'talent-demo-2026' });
}
