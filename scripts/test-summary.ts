/** What a test run came to, in numbers and in reasons. */
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/** A test that this machine could not run. */
export interface SkippedTest {
  readonly name: string;
  /** What `context.skip(reason)` was given. */
  readonly reason: string;
}

/** Counts the outcome of a run and collects why tests were skipped. */
export class TestSummary implements Reporter {
  readonly #skipped: SkippedTest[] = [];
  #passed = 0;
  #failed = 0;
  #isFiltered = false;

  onInit(vitest: Vitest): void {
    this.#isFiltered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    for (const module of modules) this.#countModule(module);
    this.#failed += unhandledErrors.length;
  }

  get failed(): number {
    return this.#failed;
  }

  get skipped(): readonly SkippedTest[] {
    return this.#skipped;
  }

  /** The closing line: plain, so that machines can read it. */
  get line(): string {
    return `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped.length} skipped`;
  }

  #countModule(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const failed = tests.filter((test) => test.result().state === 'failed').length;
    const isBroken = module.state() === 'failed' && failed === 0;
    this.#passed += tests.filter((test) => test.result().state === 'passed').length;
    // A file that cannot be loaded, or whose hook fails, has no failed test of its own, and skips what it has.
    this.#failed += isBroken ? 1 : failed;
    if (!isBroken && !this.#isFiltered) this.#skipped.push(...tests.flatMap(reasonOf));
  }
}

function reasonOf(test: TestCase): readonly SkippedTest[] {
  const result = test.result();
  if (result.state !== 'skipped') return [];
  return [{ name: test.fullName, reason: result.note ?? 'no reason was given' }];
}
