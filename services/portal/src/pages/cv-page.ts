/** A job seeker's CV, and its scan against a job description. */
import type { Cv, Score } from '../api/model.ts';
import type { FormState } from '../forms/form.ts';
import { html, type Html } from '../html/html.ts';
import { field, formProblem } from './fields.ts';
import { csrfField, type Page, type Visit } from './layout.ts';
import { partsView, ring, skillsView, verdict } from './score-view.ts';

/** What the page shows besides its forms. */
export interface CvPageState {
  /** The newest CV; undefined where there is none yet, `away` where nobody can tell now. */
  readonly cv: Cv | 'away' | undefined;
  readonly form: FormState;
  /** What is wrong with the file that was just uploaded. */
  readonly fileProblem?: string;
  /** A scan's result. */
  readonly result?: Score;
}

/** Upload, scan, and the result where there is one. */
export function cvPage(visit: Visit, { cv, form, fileProblem, result }: CvPageState): Page {
  return {
    title: result === undefined ? 'CV scan' : `${result.score} of 100`,
    body: html`<h1>${result === undefined ? 'How well does your CV fit?' : 'Your result'}</h1>
      ${result !== undefined && resultView(result)}
      <div class="columns side">
        ${cv !== 'away' && cvCard(visit, cv, fileProblem)}
        <section class="card">
          <h2>${result === undefined ? 'Scan it against a job' : 'Scan it against another job'}</h2>
          ${formProblem(form)}
          ${cv === undefined ? html`<p class="muted">Upload a CV first. Then paste a job description here.</p>` : scanForm(visit, form)}
        </section>
      </div>`,
  };
}

function scanForm({ session }: Visit, form: FormState): Html {
  return html`<form method="post" action="/cv/scan" novalidate>
    ${csrfField(session)}
    ${field(form, { name: 'jobDescription', label: 'Job description', rows: 12, maxLength: 20_000, required: true, placeholder: 'Paste the whole text: title, tasks, requirements, nice-to-haves.' })}
    <button class="button" data-busy="Reading…">Scan my CV</button>
  </form>`;
}

function cvCard({ session }: Visit, cv: Cv | undefined, problem: string | undefined): Html {
  return html`<section class="card">
    <h2>Your CV</h2>
    ${
      cv !== undefined &&
      html`<div class="document">
          <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
            <path
              d="M6 2h8l5 5v15H6zM14 2v5h5M9 13h7M9 17h7"
              fill="none"
              stroke="currentColor"
              stroke-width="1.6"
              stroke-linejoin="round"
              stroke-linecap="round"
            />
          </svg>
          <div>
            <strong>${cv.fileName}</strong><span class="muted">${cv.wordCount} words · ${dateOf(cv.uploadedAt)}</span>
          </div>
        </div>
        ${cv.skills.length > 0 && html`<p class="chips" aria-label="Skills found">${cv.skills.slice(0, 18).map((skill) => html`<span class="chip">${skill}</span>`)}${cv.skills.length > 18 && html`<span class="chip">+${cv.skills.length - 18}</span>`}</p>`}`
    }
    <form method="post" action="/cv" enctype="multipart/form-data">
      ${csrfField(session)}
      <div class="field file">
        <label for="cv">${cv === undefined ? 'Choose a file' : 'Replace it'}</label>
        <p class="hint" id="cv-hint">PDF, DOCX or TXT, up to 5 MB.</p>
        <input
          type="file"
          id="cv"
          name="cv"
          accept=".pdf,.docx,.txt,application/pdf,text/plain"
          required
          aria-describedby="cv-hint${problem !== undefined && ' cv-error'}"
          ${problem !== undefined && html` aria-invalid="true"`}
        />
        ${problem !== undefined && html`<p class="error" id="cv-error" role="alert">${problem}</p>`}
      </div>
      <button class="button ${cv !== undefined && 'outline'} wide" data-busy="Reading…">Upload CV</button>
    </form>
  </section>`;
}

function resultView(result: Score): Html {
  return html`<section class="card result" aria-label="Result">
    <div class="score-head">
      ${ring(result.score)}
      <div>
        <p class="verdict">${verdict(result)}</p>
        <p class="muted">
          The score is the weighted sum of the parts below. It looks at your words only, never at who you are.
        </p>
      </div>
    </div>
    ${partsView(result)} ${skillsView(result)}
    ${
      result.suggestions.length > 0 &&
      html`<section class="suggestions">
        <h3>What would help</h3>
        <ul>
          ${result.suggestions.map((text) => html`<li>${text}</li>`)}
        </ul>
      </section>`
    }
  </section>`;
}

/** A day as people read it, the same everywhere. */
function dateOf(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
