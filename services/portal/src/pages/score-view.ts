/** A score and its reasons, the same for job seekers and hiring teams. */
import type { Score } from '../api/model.ts';
import { html, type Html } from '../html/html.ts';

type Matched = Score['matchedSkills'][number];

const CIRCUMFERENCE = 100;

/** A ring that is filled as far as the score goes. */
export function ring(score: number): Html {
  const grade = gradeOf(score);
  return html`<svg class="ring ${grade}" viewBox="0 0 36 36" role="img" aria-label="Score ${score} of 100">
    <circle class="track" cx="18" cy="18" r="15.9155" fill="none" stroke-width="3.2" />
    <circle
      class="arc"
      cx="18"
      cy="18"
      r="15.9155"
      fill="none"
      stroke-width="3.2"
      stroke-linecap="round"
      pathLength="${CIRCUMFERENCE}"
      stroke-dasharray="${score} ${CIRCUMFERENCE}"
      transform="rotate(-90 18 18)"
    />
    <text x="18" y="18" text-anchor="middle" dominant-baseline="central">${score}</text>
  </svg>`;
}

/** A bar for a ratio 0-1; the number beside it is what screen readers get. */
export function bar(ratio: number): Html {
  const percent = Math.round(ratio * 100);
  return html`<svg class="bar ${gradeOf(percent)}" width="100%" height="8" aria-hidden="true">
    <rect class="track" width="100%" height="8" rx="4" />
    <rect class="fill" width="${percent}%" height="8" rx="4" />
  </svg>`;
}

function gradeOf(score: number): 'strong' | 'fair' | 'weak' {
  return score >= 75 ? 'strong' : score >= 45 ? 'fair' : 'weak';
}

const VERDICTS = { strong: 'Strong match', fair: 'Partial match', weak: 'Weak match' };

/** In words: what the number means. */
export function verdict({ score, matchedSkills, missingSkills }: Score): string {
  const asked = matchedSkills.length + missingSkills.length;
  const skills =
    asked === 0 ? 'no skills recognised in the description' : `${matchedSkills.length} of ${asked} skills shown`;
  return `${VERDICTS[gradeOf(score)]} · ${skills}`;
}

/** Bars of all parts, each with its weight, its reason and the lines of the CV behind it. */
export function partsView(score: Score): Html {
  return html`<ul class="parts">
    ${score.parts.map(
      ({ name, weight, score: ratio, explanation, evidence }) =>
        html`<li>
          <div class="part-head">
            <span class="part-name">${name}</span><span class="muted">weighs ${Math.round(weight * 100)}%</span
            ><span class="part-score">${Math.round(ratio * 100)}<span class="visually-hidden"> of 100</span></span>
          </div>
          ${bar(ratio)}
          <p>${explanation}</p>
          ${
            evidence.length > 0 &&
            html`<details>
              <summary>Where the CV says so</summary>
              ${evidence.map((line) => html`<blockquote>${line}</blockquote>`)}
            </details>`
          }
        </li>`,
    )}
  </ul>`;
}

/** Matched and missing skills. */
export function skillsView({ matchedSkills, missingSkills }: Score): Html {
  return html`<div class="columns">
    <section>
      <h3>Shown in the CV</h3>
      ${
        matchedSkills.length === 0
          ? html`<p class="muted">None of the skills asked for.</p>`
          : html`<ul class="skills">
              ${matchedSkills.map(matchedView)}
            </ul>`
      }
    </section>
    <section>
      <h3>Not found</h3>
      ${
        missingSkills.length === 0
          ? html`<p class="muted">Nothing: every skill asked for is there.</p>`
          : html`<ul class="skills missing">
              ${missingSkills.map(
                ({ skill, importance, denied }) =>
                  html`<li>
                    <div class="skill-head"><strong>${skill}</strong>${tag(importance)}</div>
                    ${denied && html`<p class="muted">The CV itself says so.</p>`}
                  </li>`,
              )}
            </ul>`
      }
    </section>
  </div>`;
}

function matchedView({ skill, how, via, importance, evidence }: Matched): Html {
  const partly = how === 'related';
  return html`<li${partly && html` class="partly"`}><div class="skill-head"><strong>${skill}</strong>${how !== 'exact' && skill !== via && html`<span class="via">${HOW[how]} ${via}</span>`}${tag(importance)}</div><q>${evidence}</q></li>`;
}

const HOW = { exact: '', alias: 'as', implied: 'included in', related: 'in part, by' };

function tag(importance: Matched['importance']): Html | false {
  if (importance === 'mentioned') return false;
  return html`<span class="tag ${importance}">${importance === 'required' ? 'required' : 'nice to have'}</span>`;
}
