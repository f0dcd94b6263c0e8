import { describe, expect, it } from 'vitest';
import { readJobDescription } from './requirements.ts';

function demands(text: string): readonly string[] {
  return readJobDescription(text).demands.map(({ anyOf, importance }) => `${importance} ${anyOf.join('|')}`);
}

describe('job descriptions', () => {
  it('takes importance from sections and leaves perks out', () => {
    const text = `Senior Backend Engineer
About us
We love Haskell and free fruit.
Responsibilities
- Build services in TypeScript
Requirements
- Node.js and PostgreSQL
- Docker
Nice to have
- Kafka
Benefits
- Learn Rust on Fridays`;
    expect(demands(text)).toEqual([
      'mentioned TypeScript',
      'required Node.js',
      'required PostgreSQL',
      'required Docker',
      'preferred Apache Kafka',
    ]);
  });

  it('lets a sentence soften or harden its section', () => {
    expect(demands('Requirements:\nPython. Experience with Spark is a plus.')).toEqual([
      'required Python',
      'preferred Apache Spark',
    ]);
    expect(demands('We work with Redis. You must know Kubernetes.')).toEqual([
      'mentioned Redis',
      'required Kubernetes',
    ]);
  });

  it('reads alternatives as one demand', () => {
    expect(demands('Requirements\nJava or Kotlin\nAWS, Azure or GCP\nPython and Bash')).toEqual([
      'required Java|Kotlin',
      'required AWS|Azure|Google Cloud',
      'required Python',
      'required Bash',
    ]);
  });

  it('does not ask for what is not required', () => {
    expect(demands('Requirements\nPython\nKubernetes is not required')).toEqual(['required Python']);
  });

  it.each([
    ['Senior Data Engineer (m/f/d)\nWe …', 'Senior Data Engineer (m/f/d)'],
    ['Job title: Product Designer\n', 'Product Designer'],
    [
      'Acme grows. We are looking for a Senior Site Reliability Engineer to join us.',
      'Senior Site Reliability Engineer to join us',
    ],
    ['Come and work with us', ''],
  ])('finds the title of %j', (text, title) => {
    expect(readJobDescription(text).title).toBe(title);
  });
});
