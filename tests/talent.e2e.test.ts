import { setTimeout as sleep } from 'node:timers/promises';
import { listenService } from '@nines/service-kit';
import { visitorsService } from '@talent/visitors';
import type { Browser } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { findChromium } from '../scripts/chromium.ts';
import { launchBrowser } from './talent/browser.ts';
import { startTalent, NINES_LOAD_KEY, type RunningTalent } from './talent/start-talent.ts';
import { visitTalent } from './talent/visit.ts';

const executable = findChromium();

describe('the site in a browser', () => {
  let talent: RunningTalent;
  let browser: Browser;
  beforeAll(async () => {
    if (executable === undefined) return undefined;
    [talent, browser] = await Promise.all([startTalent(), launchBrowser(executable)]);
    return async () => {
      await browser.close();
      await talent.stop();
    };
  });
  beforeEach((context) => {
    if (executable === undefined) context.skip('there is no Chromium or Chrome');
  });

  it('serves a job seeker and a hiring team, without one complaint of the browser', async () => {
    const report = await visitTalent(browser, talent.url);
    expect(report.complaints).toEqual([]);
    expect(report.score).toBeGreaterThan(60);
    expect(report.place).toBeLessThanOrEqual(2);
  });

  it('counts declared visitors apart from users', async () => {
    const before = await userRequests(talent.port);
    const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', PORTAL_URL: `http://127.0.0.1:${talent.port}` };
    const visitors = await listenService(visitorsService({ ...config, NINES_LOAD_KEY, VISITORS_PER_SECOND: 100 }));
    await waitFor(async () => (await metrics(talent.port)).includes('kind="declared"'));
    await visitors.stop();
    expect(await userRequests(talent.port)).toBe(before);
  });

  it('names the service that is away, keeps what was typed, and goes on with the rest', async () => {
    const page = await browser.newPage({ baseURL: talent.url });
    await page.goto('/login');
    await talent.stopService('auth');
    await page.getByLabel('Email').fill('seeker@talent.example');
    await page.getByLabel('Password').fill('talent-demo-2026');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('The Auth service is not answering.').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('seeker@talent.example');
    expect((await page.goto('/'))?.status()).toBe(200);
    await page.close();
  });
});

async function metrics(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

async function userRequests(port: number): Promise<number> {
  const counts = [...(await metrics(port)).matchAll(/^app_requests_total\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error('It did not happen within 10 s');
}
