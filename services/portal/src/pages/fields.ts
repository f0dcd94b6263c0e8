/** Form fields with label, hint and error, tied together for screen readers. */
import type { FormState } from '../forms/form.ts';
import { html, type Html } from '../html/html.ts';

/** A field of one line, or of several where `rows` is given. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly rows?: number;
  readonly placeholder?: string;
}

/** Draws a field with what was typed and what is wrong with it. Passwords are not put back. */
export function field(form: FormState, spec: Field): Html {
  const { name, label, hint, rows, type = 'text' } = spec;
  const error = form.errors[name];
  const value = type === 'password' ? '' : (form.values[name] ?? '');
  const described = [hint !== undefined && `${name}-hint`, error !== undefined && `${name}-error`].filter(
    (id) => id !== false,
  );
  const attributes = html`id="${name}"
  name="${name}"${spec.required === true && html` required`}${spec.maxLength !== undefined && html` maxlength="${spec.maxLength}"`}${
    spec.autocomplete !== undefined && html` autocomplete="${spec.autocomplete}"`
  }${spec.placeholder !== undefined && html` placeholder="${spec.placeholder}"`}${
    described.length > 0 && html` aria-describedby="${described.join(' ')}"`
  }${error !== undefined && html` aria-invalid="true"`}`;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${
      rows === undefined
        ? html`<input type="${type}" ${attributes} value="${value}" />`
        : html`<textarea ${attributes} rows="${rows}">${value}</textarea>`
    }
    ${error !== undefined && html`<p class="error" id="${name}-error">${error}</p>`}
  </div>`;
}

/** What is wrong with the form as a whole. */
export function formProblem(form: FormState): Html | false {
  return form.problem !== undefined && html`<p class="problem" role="alert">${form.problem}</p>`;
}
