import { describe, expect, it } from 'vitest';
import { linesOf, stemOf } from './words.ts';

describe('words', () => {
  it('joins lines that only the page width had broken', () => {
    expect(linesOf('No experience with\nKubernetes\n\n• Go,\n• Rust\r\nEnd')).toEqual([
      'No experience with Kubernetes',
      '• Go,',
      '• Rust',
      'End',
    ]);
  });

  it.each([
    ['designing', 'designed'],
    ['payments', 'payment'],
    ['migrations', 'migrate'],
    ['running', 'runs'],
    ['companies', 'company'],
    ['services', 'service'],
  ])('gives %s and %s one stem', (a, b) => {
    expect(stemOf(a)).toBe(stemOf(b));
  });

  it.each([
    ['class', 'clas'],
    ['designer', 'desire'],
    ['k8s', 'k8'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(stemOf(a)).not.toBe(stemOf(b));
  });
});
