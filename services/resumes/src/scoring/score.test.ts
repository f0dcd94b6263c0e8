import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMO_CVS } from '../database/demo-cvs.ts';
import { prepareJob, scoreCv, skillsIn } from './score.ts';
import type { Score } from './score.ts';
import { SKILLS } from './taxonomy/taxonomy.ts';

const NOW = 2026 * 12 + 10;

const BACKEND_JOB = `Senior Backend Engineer
Talent builds a hiring site that 200,000 people use every day.
What you will do
- Design REST APIs in Node.js and TypeScript
- Own services from design to on-call
What you bring
- 5+ years of experience with backend development
- Strong TypeScript and Node.js
- PostgreSQL or another relational database
- Docker and Kubernetes
- Experience with Kafka or RabbitMQ
- Bachelor's degree in computer science or equivalent experience
Nice to have
- Terraform, Redis, GraphQL
Benefits
- Learn Rust, Haskell and Scala with us`;
const SRE_JOB = `Site Reliability Engineer
You run our Kubernetes platform.
Requirements
- 4 years of experience in operations
- Kubernetes, Linux, Terraform
- Prometheus and Grafana
- Go or Python
- Incident management and on-call
Preferred: Argo CD, chaos engineering`;
const FRONTEND_JOB = `We are looking for a Frontend Engineer.
Must have: React, TypeScript, HTML, CSS, accessibility.
Nice to have: Next.js, Storybook, Playwright.`;
const DATA_JOB = `Senior Data Engineer
Requirements
Python, SQL, Apache Spark, Airflow
5 years of experience building data pipelines
Snowflake or BigQuery
Nice to have
dbt, Kafka`;
const DESIGN_JOB = `Product Designer
Requirements
- Figma, user research, wireframing
- 3+ years of experience in product design
- Design systems
Nice to have: HTML and CSS`;

function ranking(job: string): readonly string[] {
  const prepared = prepareJob(job);
  return DEMO_CVS.map(({ fileName, text }) => ({
    name: fileName.split(' ')[0] ?? '',
    score: scoreCv(text, prepared, NOW).score,
  }))
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);
}

function score(cv: string, job: string): Score {
  return scoreCv(cv, prepareJob(job), NOW);
}

describe('score', () => {
  it.each([
    ['backend', BACKEND_JOB, 'Sam'],
    ['reliability', SRE_JOB, 'Ines'],
    ['frontend', FRONTEND_JOB, 'Jonas'],
    ['data', DATA_JOB, 'Mei'],
    ['design', DESIGN_JOB, 'Lena'],
  ])('puts the obvious candidate first for the %s job, by a clear margin', (_, job, first) => {
    const prepared = prepareJob(job);
    const scores = DEMO_CVS.map(({ text }) => scoreCv(text, prepared, NOW).score).sort((a, b) => b - a);
    expect(ranking(job)[0]).toBe(first);
    expect(scores[0]).toBeGreaterThanOrEqual(80);
    expect((scores[0] ?? 0) - (scores[1] ?? 0)).toBeGreaterThanOrEqual(15);
  });

  it('ranks near occupations before far ones', () => {
    expect(ranking(BACKEND_JOB).at(-1)).toBe('Lena');
    expect(ranking(SRE_JOB).slice(0, 2)).toEqual(['Ines', 'Sam']);
    expect(ranking(DESIGN_JOB)[1]).toBe('Jonas');
  });

  it('is not fooled by a list of keywords', () => {
    const stuffed =
      'TypeScript, Node.js, PostgreSQL, Docker, Kubernetes, Kafka, Terraform, Redis, GraphQL, REST, backend';
    const honest = DEMO_CVS[0]?.text ?? '';
    expect(score(stuffed, BACKEND_JOB).score).toBeLessThan(score(honest, BACKEND_JOB).score - 25);
  });

  it('explains itself: quotes, how a skill was met, what is missing', () => {
    const result = score(
      'I built shops on MySQL for years. No experience with Kubernetes.\nServices in Spring Boot',
      'Requirements: PostgreSQL, Java, Kubernetes, Rust',
    );
    expect(result.matchedSkills.map(({ skill, how, via }) => [skill, how, via])).toEqual([
      ['Java', 'implied', 'Spring Boot'],
      ['PostgreSQL', 'related', 'MySQL'],
    ]);
    expect(result.matchedSkills[1]?.evidence).toContain('shops on MySQL');
    expect(result.missingSkills.map(({ skill, denied }) => [skill, denied])).toEqual([
      ['Kubernetes', true],
      ['Rust', false],
    ]);
    expect(result.suggestions.join(' ')).toContain('Rust');
    expect(result.suggestions[0]).not.toContain('Kubernetes');
  });

  it('drops parts a job does not ask for and scales up the rest', () => {
    const { parts } = score('Python developer', 'Python, please, and nothing else at all');
    expect(parts.map(({ name }) => name)).not.toContain('Education');
    expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
  });

  it('reads the skills of a CV', () => {
    expect(skillsIn('Java, js\nno experience with Perl')).toEqual(['Java', 'JavaScript']);
  });
});

const skillLine = fc.constantFrom(...SKILLS.filter(({ ambiguous }) => !ambiguous).map(({ name }) => `- ${name}`));
const cvLines = fc.array(fc.oneof(skillLine, fc.constantFrom(...DEMO_CVS.flatMap(({ text }) => text.split('\n')))), {
  maxLength: 30,
});
const jobText = fc.oneof(
  fc.constantFrom(BACKEND_JOB, SRE_JOB, FRONTEND_JOB, DATA_JOB, DESIGN_JOB),
  fc.array(skillLine, { minLength: 1, maxLength: 12 }).map((lines) => `Requirements\n${lines.join('\n')}`),
);

describe('score, for any texts', () => {
  it('stays within 0 and 100, with parts within 0 and 1 and weights that add up', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 400, unit: 'grapheme' }),
          cvLines.map((lines) => lines.join('\n')),
        ),
        fc.oneof(fc.string({ maxLength: 400 }), jobText),
        (cv, job) => {
          const result = score(cv, job);
          expect(Number.isInteger(result.score) && result.score >= 0 && result.score <= 100).toBe(true);
          for (const part of result.parts) expect(part.score >= 0 && part.score <= 1).toBe(true);
          expect(result.parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never falls when a skill that is asked for is added', () => {
    fc.assert(
      fc.property(cvLines, jobText, fc.nat(), (lines, job, pick) => {
        const { demands } = prepareJob(job).job;
        const skill = demands[pick % Math.max(1, demands.length)]?.anyOf[0];
        fc.pre(skill !== undefined);
        const before = score(lines.join('\n'), job).score;
        expect(score([...lines, '', `* ${skill}`].join('\n'), job).score).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('does not care for the order of lines where skills are concerned', () => {
    fc.assert(
      fc.property(
        fc
          .array(skillLine, { maxLength: 20 })
          .chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length }))),
        jobText,
        ([lines, shuffled], job) => {
          const [a, b] = [score(lines.join('\n'), job), score(shuffled.join('\n'), job)];
          expect(b.score).toBe(a.score);
          expect(b.matchedSkills).toEqual(a.matchedSkills);
          expect(b.missingSkills).toEqual(a.missingSkills);
        },
      ),
      { numRuns: 200 },
    );
  });
});
