/** The browser of the machine, headless. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where Chromium or Chrome is usually installed on Linux. */
const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Path of the first browser found; undefined where there is none. */
export function findBrowser(): string | undefined {
  return CANDIDATES.find((candidate) => existsSync(candidate));
}

/** Starts it without anything that calls home. `*.localhost` is loopback to it, whatever the resolver says. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-quic',
    '--no-first-run',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, headless: true, args });
}
