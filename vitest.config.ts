/** Kinds of tests: pure ones beside their source, ones with real processes and sockets, the whole platform; slow ones. */
import { defineConfig } from 'vitest/config';

const SOURCES = '{apps,packages,services,scripts,bench}/**';
/** They run promtool on rules: its processor time, and nobody's patience. */
const RULES = '{packages/render,packages/slo}/**/*.integration.test.ts';
const OUTSIDE = ['**/node_modules/**', '**/dist/**'];

/** How long `expect.poll` waits for what real processes do: a busy machine is no failure. */
const PATIENT = { poll: { timeout: 10_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${SOURCES}/*.test.ts`],
          exclude: [...OUTSIDE, '**/*.integration.test.ts', '**/*.e2e.test.ts'],
          pool: 'threads',
          // They wait for nothing but the processor: by default one core would be left idle.
          maxWorkers: 2,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration: rules',
          include: [RULES],
          exclude: OUTSIDE,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: PATIENT,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration',
          include: [`${SOURCES}/*.integration.test.ts`],
          exclude: [...OUTSIDE, RULES],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          expect: PATIENT,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.e2e.test.ts'],
          exclude: OUTSIDE,
          // Platforms share the machine's ports and its two cores.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: PATIENT,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'slow',
          include: ['tests/**/*.slow.test.ts'],
          exclude: OUTSIDE,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: PATIENT,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
