/** Kinds of tests: pure ones beside their source, ones with real processes and sockets, the whole platform; slow ones. */
import { defineConfig } from 'vitest/config';

const SOURCES = '{apps,packages,services,scripts,bench}/**';
/** Those that are about time or load have the machine to themselves; the others bear a second one beside them. */
const ALONE = {
  integration:
    '{apps/server/src/server,packages/{mesh/src,runtime-process/src/{guard,supervisor},service-kit/src}/**/*}.integration.test.ts',
  e2e: 'tests/{incidents,mesh-takeover,talent.platform}.e2e.test.ts',
};
const OUTSIDE = ['**/node_modules/**', '**/dist/**'];

/** How long `expect.poll` waits for what real processes do: a busy machine is no failure. */
const PATIENT = { poll: { timeout: 10_000 } };
const UNHURRIED = { testTimeout: 60_000, hookTimeout: 60_000, expect: PATIENT };
const WITH_PLATFORMS = { testTimeout: 180_000, hookTimeout: 180_000, expect: PATIENT };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${SOURCES}/*.test.ts`],
          exclude: [...OUTSIDE, '**/*.integration.test.ts', '**/*.e2e.test.ts'],
          pool: 'threads',
          // They share modules, and nothing in them changes: to load them anew for each file is half of the time.
          isolate: false,
          // They wait for nothing but the processor: by default one core would be left idle.
          maxWorkers: 2,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: [`${SOURCES}/*.integration.test.ts`],
          exclude: [...OUTSIDE, ALONE.integration],
          maxWorkers: 2,
          ...UNHURRIED,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration: alone',
          include: [ALONE.integration],
          exclude: OUTSIDE,
          fileParallelism: false,
          ...UNHURRIED,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.e2e.test.ts'],
          exclude: [...OUTSIDE, ALONE.e2e],
          maxWorkers: 2,
          ...WITH_PLATFORMS,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'e2e: alone',
          include: [ALONE.e2e],
          exclude: OUTSIDE,
          fileParallelism: false,
          ...WITH_PLATFORMS,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'slow',
          include: ['tests/**/*.slow.test.ts'],
          exclude: OUTSIDE,
          fileParallelism: false,
          ...WITH_PLATFORMS,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
