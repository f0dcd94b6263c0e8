/**
 * Runs the test suites and closes with one plain line of figures.
 *
 * Usage: npm test [-- unit | integration | e2e | slow] [-- FILE-FILTER...] [-- -t NAME]
 */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { ensureChromium } from './chromium.ts';
import { TestSummary } from './test-summary.ts';

const SUITES = ['unit', 'integration', 'e2e'];
/** Takes many minutes, and only runs when asked for by name. */
const SLOW_SUITE = 'slow';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { testNamePattern: { type: 'string', short: 't' } },
});
const isSuite = (name: string): boolean => SUITES.includes(name) || name === SLOW_SUITE;
const named = positionals.filter(isSuite);
const suites = named.length > 0 ? named : SUITES;
if (suites.includes('e2e')) ensureChromium();

const summary = new TestSummary();
const vitest = await startVitest(
  positionals.filter((name) => !isSuite(name)),
  {
    run: true,
    watch: false,
    project: suites.map((suite) => `${suite}*`),
    passWithNoTests: true,
    reporters: ['default', summary],
    ...(values.testNamePattern === undefined ? {} : { testNamePattern: values.testNamePattern }),
  },
);
await vitest.close();

if (summary.skipped.length > 0) {
  console.log('What this machine cannot run:');
  for (const { name, reason } of summary.skipped) console.log(`  ${name}: ${reason}`);
}
const mustRunAll = process.env['CI'] === 'true';
if (mustRunAll && summary.skipped.length > 0)
  console.log('Under CI every test has to run; skipped ones count as failed.');
console.log(summary.line);
process.exit(summary.failed > 0 || (mustRunAll && summary.skipped.length > 0) ? 1 : 0);
