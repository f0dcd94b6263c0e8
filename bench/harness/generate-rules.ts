/** Turns many objectives into the text of a rule file, in a process of its own, and says what that took. */
import { objectiveRules } from '@nines/slo';
import { requestObjectives } from './request-objectives.ts';

const PERIOD_MS = 30 * 86_400_000;

const [services = 0, paths = 0] = process.argv.slice(2).map(Number);
const objectives = requestObjectives(services, paths);
const began = performance.now();
const text = JSON.stringify({ groups: objectiveRules(objectives, { retentionMs: PERIOD_MS }) });
const seconds = (performance.now() - began) / 1_000;
const peakMb = (process.resourceUsage().maxRSS * 1_024) / 1e6;
console.log(JSON.stringify({ seconds, peakMb, textMb: Buffer.byteLength(text) / 1e6 }));
