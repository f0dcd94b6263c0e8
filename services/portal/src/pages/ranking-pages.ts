/** What hiring teams see. */
import type { Candidate, Ranking, RankingSummary } from '../api/model.ts';
import type { FormState } from '../forms/form.ts';
import { html, type Html } from '../html/html.ts';
import { avatar } from './avatar.ts';
import { field, formProblem } from './fields.ts';
import { csrfField, type Page, type Visit } from './layout.ts';
import { partsView, ring, skillsView, verdict } from './score-view.ts';

/** A new ranking, and those made before. */
export function rankingsPage({ session }: Visit, rankings: readonly RankingSummary[], form: FormState): Page {
  return {
    title: 'Rank candidates',
    body: html`<h1>Who fits best?</h1>
      <div class="columns side flipped">
        <section class="card">
          <h2>New ranking</h2>
          ${formProblem(form)}
          <form method="post" action="/rankings" novalidate>
            ${csrfField(session)}
            ${field(form, { name: 'title', label: 'Position', hint: 'Optional; taken from the description if you leave it out.', maxLength: 120 })}
            ${field(form, { name: 'jobDescription', label: 'Job description', rows: 14, maxLength: 20_000, required: true, placeholder: 'Paste the whole text: title, tasks, requirements, nice-to-haves.' })}
            <button class="button" data-busy="Ranking…">Rank candidates</button>
          </form>
        </section>
        <section class="card">
          <h2>Earlier rankings</h2>
          ${historyView(rankings)}
        </section>
      </div>`,
  };
}

function historyView(rankings: readonly RankingSummary[]): Html {
  if (rankings.length === 0) return html`<p class="muted">Rankings you make are kept here.</p>`;
  return html`<ul class="history">
    ${rankings.map(
      ({ id, title, createdAt, candidateCount }) =>
        html`<li>
          <a href="/rankings/${id}">${title}</a
          ><span class="muted"
            >${candidateCount} candidates ·
            <time datetime="${createdAt}">${createdAt.slice(0, 16).replace('T', ' ')} UTC</time></span
          >
        </li>`,
    )}
  </ul>`;
}

/** A kept ranking, best candidate first. */
export function rankingPage(visit: Visit, ranking: Ranking): Page {
  const { candidates, candidateCount } = ranking;
  return {
    title: ranking.title,
    body: html`<p class="crumb"><a href="/rankings">All rankings</a></p>
      <h1>${ranking.title}</h1>
      <p class="lead">
        ${candidates.length < candidateCount ? `The best ${candidates.length} of ${candidateCount} candidates.` : `${candidateCount} candidates, best match first.`}
      </p>
      <ol class="candidates">
        ${candidates.map((candidate, index) => candidateView(visit, candidate, index))}
      </ol>
      <details class="card description">
        <summary>Job description</summary>
        <p class="pre">${ranking.jobDescription}</p>
      </details>`,
  };
}

function candidateView({ imagesUrl }: Visit, candidate: Candidate, index: number): Html {
  const name = candidate.name === '' ? 'Candidate' : candidate.name;
  const about = [candidate.headline, candidate.location].filter((text) => text !== '').join(' · ');
  return html`<li class="card candidate">
<details${index === 0 && html` open`}>
<summary><span class="place" aria-label="Place ${index + 1}">${index + 1}</span>${avatar(imagesUrl, name, candidate.photo, 'small')}<span class="who"><strong>${name}</strong><span class="muted">${about}</span><span class="muted">${verdict(candidate)}</span></span>${ring(candidate.score)}</summary>
${partsView(candidate)}
${skillsView(candidate)}
</details></li>`;
}
