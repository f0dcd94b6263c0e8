/** The browser of the machine, headless. */
import { chromium, type Browser } from 'playwright-core';

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
