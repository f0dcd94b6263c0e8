/** People whom a fresh site already knows, so that the first look is not empty. */
import type { Role } from './tables.ts';

/** A person of the demonstration. */
export interface DemoPerson {
  /** Fixed: the other services attach photos and CVs to it. */
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly name: string;
  readonly headline: string;
  readonly location: string;
  readonly about: string;
  readonly skills: readonly string[];
}

/** Argon2id of the documented password of all demo people, `talent-demo-2026`, so that no start has to compute it. */
export const DEMO_PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$ttNTU4JE2HHKT1ttS2hPjQ$Mx8mxOXCRVBrjEpil/OjIdLmlVtXsFLJTI+A6c5ym4A';

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    id: '00000000-0000-4000-8000-000000000001',
    email: 'recruiter@talent.example',
    role: 'recruiter',
    name: 'Rosa Marín',
    headline: 'Engineering recruiter',
    location: 'Madrid',
    about: 'I build platform teams and answer every application.',
    skills: [],
  },
  {
    id: '00000000-0000-4000-8000-000000000011',
    email: 'seeker@talent.example',
    role: 'seeker',
    name: 'Sam Okafor',
    headline: 'Backend engineer, Node.js and PostgreSQL',
    location: 'Lagos',
    about: 'Eight years of APIs that other teams like to build on.',
    skills: ['Node.js', 'TypeScript', 'PostgreSQL', 'REST', 'Redis', 'Docker'],
  },
  {
    id: '00000000-0000-4000-8000-000000000012',
    email: 'ines@talent.example',
    role: 'seeker',
    name: 'Ines Albrecht',
    headline: 'Site reliability engineer, Kubernetes',
    location: 'Berlin',
    about: 'I would rather fix the cause than wake up twice.',
    skills: ['Kubernetes', 'Prometheus', 'Terraform', 'Go', 'Linux', 'Incident response'],
  },
  {
    id: '00000000-0000-4000-8000-000000000013',
    email: 'jonas@talent.example',
    role: 'seeker',
    name: 'Jonas Weber',
    headline: 'Frontend engineer, React',
    location: 'Hamburg',
    about: 'Fast pages that work with a keyboard and a screen reader.',
    skills: ['React', 'TypeScript', 'CSS', 'Accessibility', 'Playwright'],
  },
  {
    id: '00000000-0000-4000-8000-000000000014',
    email: 'mei@talent.example',
    role: 'seeker',
    name: 'Mei Tanaka',
    headline: 'Data engineer, Python and Spark',
    location: 'Osaka',
    about: 'Pipelines that arrive on time and say so when they do not.',
    skills: ['Python', 'Spark', 'SQL', 'Airflow', 'Kafka', 'dbt'],
  },
  {
    id: '00000000-0000-4000-8000-000000000015',
    email: 'lena@talent.example',
    role: 'seeker',
    name: 'Lena Novak',
    headline: 'Product designer',
    location: 'Prague',
    about: 'Research first, pixels second.',
    skills: ['Figma', 'User research', 'Prototyping', 'Design systems'],
  },
];
