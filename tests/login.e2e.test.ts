import type { AddressInfo } from 'node:net';
import type { IncidentsQuery } from '@nines/api';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccessBench, PASSWORD } from '../apps/server/src/testing/access-bench.ts';
import { withFakes } from '../apps/server/src/testing/test-app.ts';
import { someIncidentThatIsOver } from '@nines/testkit/incident-samples';
import { findChromium } from '../scripts/chromium.ts';
import { launchBrowser } from './talent/browser.ts';

const executable = findChromium();
/** Of the page, which has all it needs: nothing here takes long. */
const PATIENCE_MS = 10_000;
/** Titles are made of what alerts say. */
const TITLE = '<img src=x onerror=alert(1)> is down';

describe('the page on which people log in', () => {
  let browser: Browser;
  let bench: AccessBench;
  let baseURL: string;
  beforeAll(async () => {
    if (executable === undefined) return undefined;
    browser = await launchBrowser(executable);
    return () => browser.close();
  });
  beforeEach(async (context) => {
    if (executable === undefined) context.skip('there is no Chromium or Chrome');
    const incidents = [
      someIncidentThatIsOver({ status: 'triggered', title: TITLE }),
      someIncidentThatIsOver({ number: 2, status: 'mitigated', drill: 'game day' }),
      someIncidentThatIsOver({ number: 3 }),
    ];
    const list = async ({ status }: IncidentsQuery) => ({
      data: incidents.filter((one) => status?.includes(one.status) ?? true),
      pagination: { next: null },
    });
    bench = new AccessBench({ incidents: { ...withFakes({}).incidents, list } });
    bench.nowMs = Date.now(); // the browser throws away what is over by its own clock
    await bench.app.listen({ host: '127.0.0.1', port: 0 });
    baseURL = `http://127.0.0.1:${(bench.app.server.address() as AddressInfo).port}`;
    return () => bench.app.close();
  });

  it('lets the first administrator in by a link that works once, then by the password that was chosen', async () => {
    const admin = await bench.user('admin', 'administrator', null);
    const secret = await bench.link(admin);
    const { page, complaints, close } = await visitor(browser, baseURL);
    await page.goto(`/login#${secret}`);
    expect(await focused(page)).toBe('New password');
    await page.keyboard.type(PASSWORD);
    await page.getByLabel('Once more').fill(`${PASSWORD}!`);
    await page.getByRole('button', { name: 'Set password and log in' }).click();
    await said(page, 'The two passwords differ.');
    await page.getByLabel('Once more').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('You are admin, administrator.').waitFor();
    expect(await page.getByRole('listitem').allTextContents()).toEqual([
      `#1 SEV1 triggered: ${TITLE}`,
      'DRILL #2 SEV1 mitigated: postgres is down',
    ]);
    expect(page.url()).toBe(`${baseURL}/login`);
    await page.reload();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    expect(await focused(page)).toBe('Name');
    await page.reload();
    await logInAsAdmin(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says of a link that was used what to do, and takes a password instead', async () => {
    const admin = await bench.user('admin', 'administrator');
    const secret = await bench.link(admin);
    const payload = { token: secret, password: PASSWORD };
    await bench.app.inject({ method: 'POST', url: '/api/v1/session/link', payload });
    const { page, complaints, close } = await visitor(browser, baseURL);
    await page.goto(`/login#${secret}`);
    await page.getByLabel('New password').fill('another password');
    await page.getByLabel('Once more').fill('another password');
    await page.keyboard.press('Enter');
    await said(page, 'This link is used or too old; nines user link makes another.');
    await logInAsAdmin(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says that name and password do not fit, and where the server is away, and keeps what was typed', async () => {
    await bench.user('ada', 'operator');
    const { page, complaints, close } = await visitor(browser, baseURL);
    await page.goto('/login');
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill('<b>wrong</b> password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await said(page, 'Name and password do not fit.');
    expect(await page.getByLabel('Name').inputValue()).toBe('ada');
    expect(await focused(page)).toBe('Password');
    expect(complaints).toEqual([]);
    await bench.app.close();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await said(page, 'The server does not answer. Try again.');
    await close();
  });
});

/** A browser without a past, and what it complained of; refusals are answers, not complaints. */
async function visitor(
  browser: Browser,
  baseURL: string,
): Promise<{ page: Page; complaints: readonly string[]; close: () => Promise<void> }> {
  const context: BrowserContext = await browser.newContext({ baseURL, viewport: { width: 900, height: 700 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('status of 401'))
      complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  return { page: await context.newPage(), complaints, close: () => context.close() };
}

/** In words that are read aloud at once. */
async function logInAsAdmin(page: Page): Promise<void> {
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('You are admin, administrator.').waitFor();
}

async function said(page: Page, text: string): Promise<void> {
  await page.getByRole('alert').getByText(text, { exact: true }).waitFor();
}

/** Label of the field that takes what is typed. */
async function focused(page: Page): Promise<string | undefined> {
  return (await page.locator('label:has(:focus)').textContent())?.trim();
}
