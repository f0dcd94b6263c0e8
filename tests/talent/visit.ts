/**
 * What people do on the site, in a real browser: a job seeker and a hiring team, from registering to the result.
 *
 * Knows nothing of how the site was started, so that it can visit any.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { CV_LINES, docxOf, pdfOf, portrait } from './documents.ts';

/** What a visit found out. */
export interface VisitReport {
  /** Console errors, page errors, blocked resources and failed requests; empty on a healthy site. */
  readonly complaints: readonly string[];
  /** Score that the seeker saw for the CV as PDF. */
  readonly score: number;
  /** Place of the seeker in the hiring team's ranking, 1 being the best. */
  readonly place: number;
}

const JOB = `Senior Backend Engineer
You build the services behind a site that 200,000 people use.
Requirements
- 5+ years of experience with backend development
- TypeScript and Node.js
- PostgreSQL
- Docker and Kubernetes
- Kafka or RabbitMQ
Nice to have
- Redis, Terraform`;

/** How long a page or an answer may take, ms. */
const PATIENCE_MS = 15_000;

/**
 * Walks through the whole site.
 *
 * @param url where the portal is, `http://talent.localhost:8000`
 * @param screenshots directory for pictures of the pages on the way; none are made without it
 * @throws AssertionError where the site does not do what it should
 */
export async function visitTalent(browser: Browser, url: string, screenshots?: string): Promise<VisitReport> {
  const viewport = { width: 1280, height: 900 };
  // Who trusts the certificate, and who does not, is tested elsewhere.
  const context = await browser.newContext({ baseURL: url, viewport, ignoreHTTPSErrors: true });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints = watch(context);
  const page = await context.newPage();
  const picture = async (name: string): Promise<void> => {
    if (screenshots !== undefined) await page.screenshot({ path: path.join(screenshots, `talent-${name}.png`) });
  };
  try {
    await page.goto('/');
    await picture('landing');
    const name = `Grace ${Date.now().toString(36)}`;
    await register(page, 'seeker', name);
    await uploadPhoto(page, name);
    await picture('profile');
    const score = await scanCv(page);
    await picture('scan');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('link', { name: 'Log in' }).waitFor();
    await register(page, 'recruiter', 'Hiring Hanna');
    const place = await rank(page, name);
    await picture('ranking');
    await logInAgain(page);
    return { complaints, score, place };
  } finally {
    await context.close();
  }
}

const PASSWORD = 'a long enough sentence';

function addressOf(name: string): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}@example.test`;
}

async function register(page: Page, role: 'seeker' | 'recruiter', name: string): Promise<void> {
  await page.goto('/register');
  await page.locator(`input[value="${role}"]`).check();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill('not an address');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Enter an email address').waitFor();
  assert.equal(await page.getByLabel('Name').inputValue(), name, 'what was typed is kept');
  await page.getByLabel('Email').fill(`${Date.now().toString(36)}.${addressOf(name)}`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
}

async function uploadPhoto(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByLabel('Headline').fill('Backend engineer, TypeScript and PostgreSQL');
  await page.getByLabel('Location').fill('Berlin');
  await page.getByLabel('Skills').fill('TypeScript, Node.js, PostgreSQL');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.getByText('Your profile is saved.').waitFor();
  await page
    .getByLabel('Choose a photo')
    .setInputFiles({ name: 'fake.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
  await page.getByRole('button', { name: 'Upload photo' }).click();
  await page.locator('#photo-error').waitFor();
  await page.getByLabel('Choose a photo').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: portrait() });
  await page.getByRole('button', { name: 'Upload photo' }).click();
  await page.getByText('Your photo is up.').waitFor();
  await assertRendered(page, `Photo of ${name}`);
}

async function assertRendered(page: Page, alt: string): Promise<void> {
  const image = page.getByAltText(alt);
  await image.scrollIntoViewIfNeeded();
  const width = await image.evaluate(async (element) => {
    const picture = element as unknown as { decode(): Promise<void>; naturalWidth: number };
    await picture.decode().catch(() => undefined);
    return picture.naturalWidth;
  });
  assert.ok(width > 0, `"${alt}" is shown`);
}

async function scanCv(page: Page): Promise<number> {
  await page.getByRole('link', { name: 'CV scan' }).click();
  const docx = { name: 'Grace.docx', mimeType: 'application/octet-stream', buffer: await docxOf(CV_LINES.slice(0, 9)) };
  await upload(page, docx);
  const early = await scan(page);
  await upload(page, { name: 'Grace (final).pdf', mimeType: 'application/pdf', buffer: await pdfOf(CV_LINES) });
  await page.getByText('Grace (final).pdf').waitFor();
  const score = await scan(page);
  assert.ok(score > early, `a fuller CV scores higher: ${score} after ${early}`);
  await page.getByText('Apache Kafka or RabbitMQ', { exact: true }).waitFor();
  return score;
}

async function upload(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.locator('#cv').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload CV' }).click();
  await page.getByText('Your CV is read.').waitFor();
}

async function scan(page: Page): Promise<number> {
  await page.getByLabel('Job description').fill(JOB);
  await page.getByRole('button', { name: 'Scan my CV' }).click();
  await page.getByRole('heading', { name: 'Your result' }).waitFor();
  return Number(await page.locator('.result .ring text').textContent());
}

async function rank(page: Page, candidate: string): Promise<number> {
  await page.getByRole('link', { name: 'Rank candidates' }).click();
  await page.getByLabel('Job description').fill(JOB);
  await page.getByRole('button', { name: 'Rank candidates' }).click();
  await page.getByRole('heading', { name: 'Senior Backend Engineer' }).waitFor();
  const names = await page.locator('.candidate .who strong').allTextContents();
  assert.ok(names.includes(candidate), `${candidate} is ranked`);
  await assertRendered(page, `Photo of ${candidate}`);
  return names.indexOf(candidate) + 1;
}

/** With an account that every fresh site has. */
async function logInAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('Email').fill('seeker@talent.example');
  await page.getByLabel('Password').fill('wrong, to begin with');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Email or password is wrong').waitFor();
  await page.getByLabel('Password').fill('talent-demo-2026');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Sam Okafor.txt').waitFor();
}

/** Statuses of pages that refuse what the visit deliberately got wrong. */
const REFUSALS = [422];

/** What the browser says of its own requests that it takes back when a page is left, above all for the icon. */
const TAKEN_BACK = 'net::ERR_ABORTED';

function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      if (reason !== TAKEN_BACK) complaints.push(`failed: ${request.url()} ${reason}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && !REFUSALS.includes(response.status())) {
        complaints.push(`${response.status()}: ${response.url()}`);
      }
    });
    page.on('console', (message) => {
      const refusal = REFUSALS.some((status) => message.text().includes(`status of ${status}`));
      if (message.type() === 'error' && !refusal) complaints.push(`console: ${message.text()}`);
    });
  });
  return complaints;
}
