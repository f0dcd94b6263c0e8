/**
 * Everything that can be said about the repository without running it. All steps run, whatever the others find.
 *
 * Usage: npm run check [-- STEP...]
 */
import { STEPS } from './check/steps.ts';
import type { Finding } from './check/steps.ts';

/** Steps at a time: the machine that checks has two cores, and most steps keep one busy. */
const PARALLEL = 2;

interface Outcome extends Finding {
  readonly name: string;
  readonly seconds: string;
}

const wanted = process.argv.slice(2);
const queue = STEPS.filter((step) => wanted.length === 0 || wanted.includes(step.name));
if (queue.length < wanted.length) {
  console.error(`Unknown step. There are: ${STEPS.map((step) => step.name).join(', ')}`);
  process.exit(2);
}

const outcomes: Outcome[] = [];

async function runQueue(): Promise<void> {
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    const startedAt = performance.now();
    const finding = await step.run().catch((error: unknown) => ({ ok: false, text: String(error) }));
    const outcome = { name: step.name, seconds: ((performance.now() - startedAt) / 1_000).toFixed(1), ...finding };
    outcomes.push(outcome);
    console.log(`${outcome.ok ? 'ok    ' : 'FAILED'}  ${step.name} (${outcome.seconds} s): ${step.summary}`);
    if (!outcome.ok) console.log(outcome.text.trimEnd().replaceAll(/^/gm, '    '));
  }
}

await Promise.all(Array.from({ length: PARALLEL }, runQueue));

const failed = outcomes.filter((outcome) => !outcome.ok).map((outcome) => outcome.name);
console.log(failed.length === 0 ? `check: all ${outcomes.length} steps passed` : `check: failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
