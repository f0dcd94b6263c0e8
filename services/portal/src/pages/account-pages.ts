/** Register and log in. */
import type { FormState } from '../forms/form.ts';
import { html, type Html } from '../html/html.ts';
import { field, formProblem } from './fields.ts';
import { csrfField, type Page, type Visit } from './layout.ts';

const ROLES = [
  ['seeker', 'I am looking for a job', 'Scan my CV against job descriptions'],
  ['recruiter', 'I am hiring', 'Rank candidates for a position'],
] as const;

/** A new account. */
export function registerPage({ session }: Visit, form: FormState): Page {
  return {
    title: 'Register',
    body: html`<section class="narrow card">
      <h1>Create your account</h1>
      ${formProblem(form)}
      <form method="post" action="/register" novalidate>
        ${csrfField(session)} ${roleField(form)}
        ${field(form, { name: 'name', label: 'Name', autocomplete: 'name', required: true, maxLength: 100 })}
        ${field(form, { name: 'email', label: 'Email', type: 'email', autocomplete: 'email', required: true, maxLength: 254 })}
        ${field(form, { name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', hint: 'At least 10 characters. A short sentence is a good one.', required: true, maxLength: 200 })}
        <button class="button wide">Create account</button>
      </form>
      <p class="aside">Already registered? <a href="/login">Log in</a></p>
    </section>`,
  };
}

function roleField({ values, errors }: FormState): Html {
  return html`<fieldset class="choices">
    <legend>What brings you here?</legend>
    ${ROLES.map(
      ([value, label, hint]) =>
        html`<label class="choice"
          ><input
            type="radio"
            name="role"
            value="${value}"
            ${(values['role'] ?? 'seeker') === value && html` checked`}
          /><span><strong>${label}</strong><small>${hint}</small></span></label
        >`,
    )}
    ${errors['role'] !== undefined && html`<p class="error">${errors['role']}</p>`}
  </fieldset>`;
}

/** An existing account; `next` is where to go on afterwards. */
export function loginPage({ session }: Visit, form: FormState, next: string): Page {
  return {
    title: 'Log in',
    body: html`<section class="narrow card">
      <h1>Welcome back</h1>
      ${formProblem(form)}
      <form method="post" action="/login" novalidate>
        ${csrfField(session)}<input type="hidden" name="next" value="${next}" />
        ${field(form, { name: 'email', label: 'Email', type: 'email', autocomplete: 'username', required: true, maxLength: 254 })}
        ${field(form, { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', required: true, maxLength: 200 })}
        <button class="button wide">Log in</button>
      </form>
      <p class="aside">New here? <a href="/register">Create an account</a></p>
    </section>`,
  };
}
