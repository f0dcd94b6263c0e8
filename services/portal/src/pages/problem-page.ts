/** What visitors see when something did not work: what, whose fault, and what to do. */
import { html } from '../html/html.ts';
import type { Page } from './layout.ts';

/** A failure in words. */
export interface ProblemText {
  readonly title: string;
  readonly text: string;
  /** Trying again may help. */
  readonly retry: boolean;
}

/** `retryPath` is where "Try again" leads; `correlationId` finds the request in logs. */
export function problemPage({ title, text, retry }: ProblemText, retryPath: string, correlationId: string): Page {
  return {
    title,
    body: html`<section class="narrow card problem-card">
      <h1>${title}</h1>
      <p class="lead">${text}</p>
      <p class="actions">
        ${retry && html`<a class="button" href="${retryPath}" data-retry="5">Try again</a>`}<a
          class="button outline"
          href="/"
          >Home</a
        >
      </p>
      <p class="muted small-print">Reference ${correlationId}</p>
    </section>`,
  };
}
