import { Readable } from 'node:stream';
import { listenService, type RunningService } from '@nines/service-kit';
import { createBackend, type Backend } from '@nines/service-kit/backend';
import { createTokenSigner, type TokenRole, type TokenSigner } from '@nines/service-kit/tokens';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DEMO_CVS } from './database/demo-cvs.ts';
import { cvSchema, rankingSchema, scanSchema } from './model.ts';
import { resumesService } from './resumes-service.ts';

const KEY = 'test-key-test-key-test-key-test-key!';
const ADA = '10000000-0000-4000-8000-000000000001';
const ROSA = '10000000-0000-4000-8000-000000000002';
const JOB = 'Backend Engineer\nRequirements\n- TypeScript and Node.js\n- PostgreSQL\n- 3 years of experience';

let postgres: TestPostgres;
let replicas: RunningService[];
let resumes: Backend;
let sign: TokenSigner;

async function tokenOf(userId: string, role: TokenRole): Promise<string> {
  return (await sign({ userId, role })).token;
}

async function upload(text: string | Buffer, fileName = 'My%20CV.txt') {
  const call = {
    method: 'PUT',
    path: `/users/${ADA}/cv`,
    body: Readable.from([Buffer.from(text)]),
    headers: { 'content-type': 'application/json', 'x-file-name': fileName },
    token: await tokenOf(ADA, 'seeker'),
  } as const;
  return resumes.call(call, cvSchema);
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', DATABASE_URL: postgres.url, TOKEN_KEY: KEY };
  replicas = await Promise.all([listenService(resumesService(config)), listenService(resumesService(config))]);
  await Promise.all(replicas.map((replica) => replica.prepared));
  resumes = createBackend({ name: 'resumes', url: `http://127.0.0.1:${replicas[0]?.port ?? 0}` });
  sign = createTokenSigner({ key: KEY, issuer: 'talent-api', audience: 'resumes', lifetimeSeconds: 60 });
}, 30_000);

afterAll(async () => {
  await resumes.close();
  await Promise.all(replicas.map((replica) => replica.stop()));
  await postgres.remove();
});

describe('the resumes service over PostgreSQL', () => {
  it('keeps versions of a CV, of which the newest counts, and scans it', async () => {
    const token = await tokenOf(ADA, 'seeker');
    await expect(resumes.call({ method: 'GET', path: `/users/${ADA}/cv`, token }, cvSchema)).rejects.toMatchObject({
      code: 'CV_NOT_FOUND',
    });
    await upload('Ada Example\nJava developer for many years, and nothing else to tell');
    const cv = await upload(
      'Ada Example\nBackend engineer with 4 years of experience\nBuilt APIs in TypeScript on Postgres',
    );
    expect(cv).toMatchObject({ fileName: 'My CV.txt', mediaType: 'text/plain', skills: ['TypeScript', 'PostgreSQL'] });
    await expect(resumes.call({ method: 'GET', path: `/users/${ADA}/cv`, token }, cvSchema)).resolves.toEqual(cv);
    const call = { method: 'POST', path: `/users/${ADA}/scans`, json: { jobDescription: JOB }, token } as const;
    const scan = await resumes.call(call, scanSchema);
    expect(scan.cvId).toBe(cv.id);
    expect(scan.missingSkills.map(({ skill }) => skill)).toEqual(['Node.js']);
    const again = { method: 'GET', path: `/users/${ADA}/scans/${scan.id}`, token } as const;
    await expect(resumes.call(again, scanSchema)).resolves.toEqual(scan);
  });

  it('refuses what is no CV', async () => {
    await expect(upload(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]))).rejects.toMatchObject({ status: 415 });
    await expect(upload('')).rejects.toMatchObject({ status: 422, code: 'CV_UNREADABLE' });
    await expect(upload('%PDF-1.7 broken')).rejects.toMatchObject({ status: 422 });
  });

  it('ranks everybody for a hiring team and keeps the list for them alone', async () => {
    const token = await tokenOf(ROSA, 'recruiter');
    const json = { jobDescription: JOB, limit: 3 };
    const ranking = await resumes.call({ method: 'POST', path: '/rankings', json, token }, rankingSchema);
    expect(ranking.title).toBe('Backend Engineer');
    expect(ranking.candidateCount).toBeGreaterThanOrEqual(DEMO_CVS.length);
    expect(ranking.candidates).toHaveLength(3);
    expect(ranking.candidates[0]?.userId).toBe(DEMO_CVS[0]?.userId);
    const path = `/rankings/${ranking.id}`;
    await expect(resumes.call({ method: 'GET', path, token }, rankingSchema)).resolves.toEqual(ranking);
    const other = await tokenOf(ADA, 'recruiter');
    await expect(resumes.send({ method: 'GET', path, token: other })).rejects.toMatchObject({ status: 404 });
  });

  it('lets nobody at what is not theirs', async () => {
    const seeker = await tokenOf(ADA, 'seeker');
    await expect(resumes.send({ method: 'GET', path: `/users/${ROSA}/cv`, token: seeker })).rejects.toMatchObject({
      status: 403,
    });
    await expect(resumes.send({ method: 'GET', path: '/rankings', token: seeker })).rejects.toMatchObject({
      status: 403,
    });
    await expect(resumes.send({ method: 'GET', path: '/rankings' })).rejects.toMatchObject({ status: 401 });
    await expect(resumes.send({ method: 'GET', path: '/readyz' })).resolves.toBeUndefined();
  });
});
