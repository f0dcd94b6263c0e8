import { expect, test } from 'vitest';
import { fillWindow, hasWindow } from './window.ts';

test.each([
  ['sum(rate(a[$window]))', 'sum(rate(a[5m]))'],
  ['sum(rate(a[{{.window}}])) / sum(rate(a[{{ .window }}]))', 'sum(rate(a[5m])) / sum(rate(a[5m]))'],
  ['a{b="$window", c=\'{{.window}}\', d=`$window`}', 'a{b="$window", c=\'{{.window}}\', d=`$window`}'],
  [String.raw`a{b="\"$window"}[$window]`, String.raw`a{b="\"$window"}[5m]`],
  ['a # $window\n[$window]', 'a # $window\n[5m]'],
  ['a[$windows]', 'a[$windows]'],
  ['a{b="[$window]', 'a{b="[$window]'],
])('%s', (promql, filled) => {
  expect(fillWindow(promql, '5m')).toBe(filled);
  expect(hasWindow(promql)).toBe(filled !== promql);
});
