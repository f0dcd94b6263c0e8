/** Kills whoever uses something at one of its steps: before what it asks for is done, or after it and before it hears. */
export class Mortal {
  #stepsLeft: number;
  readonly #onDeath: () => void;

  /** @param steps - that are survived */
  constructor(steps: number, onDeath: () => void) {
    this.#stepsLeft = steps;
    this.#onDeath = onDeath;
  }

  get isDead(): boolean {
    return this.#stepsLeft < 0;
  }

  /** Never settles once dead. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    await this.#survive();
    const result = await work();
    await this.#survive();
    return result;
  }

  async #survive(): Promise<void> {
    if (this.#stepsLeft === 0) this.#onDeath();
    if (this.#stepsLeft >= 0) this.#stepsLeft -= 1;
    if (this.isDead) await new Promise(() => undefined);
  }
}
