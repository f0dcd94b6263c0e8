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
    const failedBefore = this.#failed;
    for (const test of module.children.allTests()) this.#countTest(test);
    // A file that cannot be loaded, or whose hook fails, has no failed test of its own.
    if (module.state() === 'failed' && this.#failed === failedBefore) this.#failed += 1;
  }

  #countTest(test: TestCase): void {
    const result = test.result();
    if (result.state === 'passed') this.#passed += 1;
    if (result.state === 'failed') this.#failed += 1;
    if (result.state === 'skipped' && !this.#isFiltered) {
      this.#skipped.push({ name: test.fullName, reason: result.note ?? 'no reason was given' });
    }
  }
}
