/** HTML of mails: one column, no images, no style sheets, legible in the dark. */
import type { Fact } from '../content/telling.ts';
import { escapeForHtml } from '../text/escape-text.ts';
import type { WebLink } from '../text/web-link.ts';

/** Clean, not escaped. */
export interface MailContent {
  readonly headline: string;
  readonly mark: string;
  readonly lines: readonly string[];
  readonly drill: string | null;
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly links: readonly WebLink[];
}

export function renderMailHtml({ headline, mark, lines, drill, says, facts, links }: MailContent): string {
  const parts = [
    `<h2>${escapeForHtml(`${mark} ${headline}`.trim())}</h2>`,
    drill === null ? '' : `<p><strong>${escapeForHtml(drill)}</strong></p>`,
    ...lines.map((line) => `<p>${escapeForHtml(line)}</p>`),
    says === '' ? '' : `<pre style="white-space: pre-wrap">${escapeForHtml(says)}</pre>`,
    facts.length === 0 ? '' : `<table cellpadding="4">${facts.map(row).join('\n')}</table>`,
    links.length === 0 ? '' : `<p>${links.map(anchor).join(' · ')}</p>`,
  ];
  const body = parts.filter((part) => part !== '').join('\n');
  return `<!doctype html>\n<html lang="en"><body style="font-family: sans-serif">\n${body}\n</body></html>\n`;
}

function row({ label, value }: Fact): string {
  return `<tr><th align="left">${escapeForHtml(label)}</th><td>${escapeForHtml(value)}</td></tr>`;
}

function anchor({ title, url }: WebLink): string {
  return `<a href="${escapeForHtml(url)}">${escapeForHtml(title)}</a>`;
}
