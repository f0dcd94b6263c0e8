/** One's own profile and photo. */
import type { Profile } from '../api/model.ts';
import type { FormState } from '../forms/form.ts';
import { html, type Html } from '../html/html.ts';
import { avatar } from './avatar.ts';
import { field, formProblem } from './fields.ts';
import { csrfField, type Page, type Visit } from './layout.ts';

/** The profile as a form starts from it. */
export function profileValues(profile: Profile): Readonly<Record<string, string>> {
  const { name, headline, location, about, skills } = profile;
  return { name, headline, location, about, skills: skills.join(', ') };
}

/** Both forms; `photoProblem` is what is wrong with the last photo. */
export function profilePage(visit: Visit, profile: Profile, form: FormState, photoProblem?: string): Page {
  return {
    title: 'Profile',
    body: html`<h1>Your profile</h1>
      <div class="columns side">
        ${photoCard(visit, profile, photoProblem)}
        <section class="card">
          <h2>About you</h2>
          ${formProblem(form)}
          <form method="post" action="/profile" novalidate>
            ${csrfField(visit.session)}
            <div class="pair">
              ${field(form, { name: 'name', label: 'Name', autocomplete: 'name', required: true, maxLength: 100 })}
              ${field(form, { name: 'location', label: 'Location', autocomplete: 'address-level2', maxLength: 100 })}
            </div>
            ${field(form, { name: 'headline', label: 'Headline', hint: 'One line that others see first.', maxLength: 120 })}
            ${field(form, { name: 'about', label: 'About', rows: 5, maxLength: 2_000 })}
            ${field(form, { name: 'skills', label: 'Skills', hint: 'Separated by commas.', rows: 2 })}
            <button class="button">Save profile</button>
          </form>
        </section>
      </div>`,
  };
}

function photoCard(visit: Visit, profile: Profile, problem: string | undefined): Html {
  const { session, imagesUrl } = visit;
  return html`<section class="card photo-card">
    <h2>Photo</h2>
    ${avatar(imagesUrl, profile.name, profile.photo, 'large')}
    <p class="identity"><strong>${profile.name}</strong><span class="muted">${profile.email}</span></p>
    <form method="post" action="/profile/photo" enctype="multipart/form-data">
      ${csrfField(session)}
      <div class="field file">
        <label for="photo">${profile.photo === null ? 'Choose a photo' : 'Choose another photo'}</label>
        <p class="hint" id="photo-hint">JPEG, PNG or WebP, up to 5 MB.</p>
        <input
          type="file"
          id="photo"
          name="photo"
          accept="image/jpeg,image/png,image/webp"
          required
          aria-describedby="photo-hint${problem !== undefined && ' photo-error'}"
          ${problem !== undefined && html` aria-invalid="true"`}
        />
        ${problem !== undefined && html`<p class="error" id="photo-error" role="alert">${problem}</p>`}
      </div>
      <button class="button wide">Upload photo</button>
    </form>
    ${profile.photo !== null && html`<form method="post" action="/profile/photo/delete">${csrfField(session)}<button class="quiet wide">Remove photo</button></form>`}
  </section>`;
}
