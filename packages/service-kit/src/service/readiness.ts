/** Whether the service can serve: prepared, and not on its way out. A dependency that is away does not count. */
export class Readiness {
  #prepared = false;
  #draining = false;
  #faulty = false;

  get isReady(): boolean {
    return this.reason === undefined;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  /** Why it is not ready; undefined where it is. */
  get reason(): 'preparing' | 'draining' | 'fault' | undefined {
    if (this.#draining) return 'draining';
    if (!this.#prepared) return 'preparing';
    return this.#faulty ? 'fault' : undefined;
  }

  markPrepared(): void {
    this.#prepared = true;
  }

  /** Whether it is to say no although it could serve. */
  setFaulty(isFaulty: boolean): void {
    this.#faulty = isFaulty;
  }

  markDraining(): void {
    this.#draining = true;
  }
}
