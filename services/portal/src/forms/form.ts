/** Forms: what was typed, what is wrong with it, and where. */
import { Problem } from '@nines/service-kit';
import type { z } from 'zod';

import { awayService, problemTextOf } from '../problem-text.ts';

/** What a form page is drawn from. */
export interface FormState {
  /** As typed, by field name; passwords are never put back. */
  readonly values: Readonly<Record<string, string>>;
  /** One message a field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with no field in particular. */
  readonly problem?: string;
  /** A backend was away: nothing is wrong with the form, it can be sent again as it is. */
  readonly away?: boolean;
}

/** A form as it is first shown. */
export function blankForm(values: Readonly<Record<string, string>> = {}): FormState {
  return { values, errors: {} };
}

/** The fields of a posted body that are text. */
export function fieldsOf(body: unknown): Readonly<Record<string, string>> {
  if (typeof body !== 'object' || body === null) return {};
  const texts = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.map(([name, value]) => [name, value.replace(/\r\n/g, '\n')]));
}

/** Either what the form says, or the form to show again. */
export type Parsed<TValue> = { readonly value: TValue } | { readonly form: FormState };

/** Checks fields; the first message of each field counts. */
export function parseForm<TSchema extends z.ZodType>(
  schema: TSchema,
  values: Readonly<Record<string, string>>,
): Parsed<z.output<TSchema>> {
  const result = schema.safeParse(values);
  if (result.success) return { value: result.data };
  const faults = result.error.issues.map(({ path, message }): [string, string] => [String(path[0]), message]);
  return { form: { values, errors: Object.fromEntries(faults.reverse()) } };
}

/** The form again, with the api's complaint where it belongs; what has nothing to do with the form is thrown on. */
export function formAfter(error: unknown, values: Readonly<Record<string, string>>): FormState {
  if (!(error instanceof Problem) || error.code === 'TOKEN_INVALID') throw error;
  if (awayService(error) !== undefined) return { values, errors: {}, problem: problemTextOf(error).text, away: true };
  if (error.status >= 500) throw error;
  const field = FIELD_OF_CODE[error.code];
  if (field !== undefined) return { values, errors: { [field.name]: field.message } };
  const faults = (error.options.errors ?? []).map(({ path, message }): [string, string] => [path.slice(1), message]);
  return {
    values,
    errors: Object.fromEntries(faults),
    problem: sentence(error.message) + waitText(error.options.retryAfterSeconds),
  };
}

function waitText(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  return seconds < 90 ? ` Try again in ${seconds} seconds.` : ` Try again in ${Math.ceil(seconds / 60)} minutes.`;
}

/** The status of a page that shows a form again. */
export function statusOf(form: FormState): 422 | 503 {
  return form.away === true ? 503 : 422;
}

const FIELD_OF_CODE: Readonly<Record<string, { readonly name: string; readonly message: string }>> = {
  EMAIL_TAKEN: { name: 'email', message: 'There is an account with this address already. Log in instead.' },
};

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
