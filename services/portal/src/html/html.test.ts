import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html } from './html.ts';

describe('html', () => {
  it('escapes values, keeps HTML, joins lists, drops what is absent', () => {
    const name = '<b>"Ada" & \'Bob\'</b>';
    expect(html`<p title="${name}">${name}</p>`.text).not.toContain('<b>');
    expect(html`${['a', 'b'].map((item) => html`(${item})`)}`.text).toBe('(a)(b)');
    expect(html`[${undefined}${null}${false}${0}${''}]`.text).toBe('[0]');
  });

  it('lets no text out of its place', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(escapeHtml(text))));
  });
});
