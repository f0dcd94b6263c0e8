import { Problem } from '@nines/service-kit';
import { describe, expect, it } from 'vitest';
import { registrationForm } from './account-forms.ts';
import { fieldsOf, formAfter, parseForm } from './form.ts';
import { profileForm } from './profile-form.ts';

describe('forms', () => {
  it('puts one message beside each field and keeps what was typed', () => {
    const values = { name: ' ', email: 'ada', password: 'short', role: 'boss' };
    expect(parseForm(registrationForm, values)).toEqual({
      form: {
        values,
        errors: {
          name: 'Enter your name',
          email: 'Enter an email address like name@example.com',
          password: 'Use at least 10 characters',
          role: 'Choose one of the two',
        },
      },
    });
  });

  it('reads a list of skills as people type it', () => {
    const parsed = parseForm(profileForm, {
      name: 'Ada',
      headline: '',
      location: '',
      about: '',
      skills: 'Go, Rust;\nGo,, C++',
    });
    expect(parsed).toMatchObject({ value: { skills: ['Go', 'Rust', 'C++'] } });
  });

  it('shows the complaints of the api where they belong, and passes on the rest', () => {
    expect(formAfter(new Problem(409, 'EMAIL_TAKEN'), {}).errors['email']).toContain('already');
    expect(
      formAfter(new Problem(429, 'LOGIN_THROTTLED', { detail: 'Too many', retryAfterSeconds: 30 }), {}).problem,
    ).toBe('Too many. Try again in 30 seconds.');
    const errors = [{ path: '/name', message: 'Too long' }];
    expect(formAfter(new Problem(400, 'REQUEST_INVALID', { errors }), {}).errors).toEqual({ name: 'Too long' });
    for (const error of [
      new Problem(503, 'BACKEND_UNAVAILABLE'),
      new Problem(401, 'TOKEN_INVALID'),
      new Error('bug'),
    ]) {
      expect(() => formAfter(error, {})).toThrow(error);
    }
  });

  it('takes text fields only', () => {
    expect(fieldsOf({ a: 'x\r\ny', b: ['1'], c: 3 })).toEqual({ a: 'x\ny' });
    expect(fieldsOf(null)).toEqual({});
  });
});
