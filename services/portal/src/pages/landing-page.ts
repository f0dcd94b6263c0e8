/** The front door. */
import { html } from '../html/html.ts';
import type { Page, Visit } from './layout.ts';
import { bar, ring } from './score-view.ts';

const STEPS = [
  ['Upload a CV', 'PDF, Word or plain text. It is read in seconds and stays yours.'],
  ['Paste the job', 'Requirements, nice-to-haves, years and level are told apart, as a reader would.'],
  ['See the reasons', 'Every point comes with the line of the CV it rests on, and every gap with what would close it.'],
] as const;

/** What the site is for, with a sample of it. */
export function landingPage({ session }: Visit): Page {
  const { login } = session;
  const action =
    login === undefined
      ? html`<a class="button" href="/register?role=seeker">Check my CV</a
          ><a class="button outline" href="/register?role=recruiter">Rank candidates</a>`
      : login.role === 'seeker'
        ? html`<a class="button" href="/cv">Check my CV</a>`
        : html`<a class="button" href="/rankings">Rank candidates</a>`;
  return {
    title: 'See how a CV matches a job',
    body: html`<section class="hero">
        <div>
          <h1>A fair look at every CV, with&nbsp;reasons.</h1>
          <p class="lead">
            Talent shows job seekers how their CV meets a job description, and hiring teams who fits best. No black box:
            each score says what it rests on.
          </p>
          <p class="actions">${action}</p>
        </div>
        <aside class="card sample" aria-label="Sample result">
          <div class="score-head">
            ${ring(86)}
            <div>
              <h2>Senior Backend Engineer</h2>
              <p class="muted">Strong match · 9 of 11 skills shown</p>
            </div>
          </div>
          ${[
            ['Required skills', 0.93],
            ['Experience', 1],
            ['Role and level', 0.83],
            ['Vocabulary', 0.62],
          ].map(([name, score]) => html`<div class="sample-part"><span>${name}</span>${bar(Number(score))}</div>`)}
          <p class="quote">“Designed REST APIs in TypeScript that serve 4,000 requests per second”</p>
        </aside>
      </section>
      <section class="steps" aria-label="How it works">
        ${STEPS.map(
          ([title, text], index) =>
            html`<div class="step">
              <span class="number" aria-hidden="true">${index + 1}</span>
              <h2>${title}</h2>
              <p>${text}</p>
            </div>`,
        )}
      </section>`,
  };
}
