/** Whether the service can serve: prepared, and not on its way out. A dependency that is away does not count. */
export class Readiness {
  #prepared = false;
  #draining = false;

  get isReady(): boolean {
    return this.#prepared && !this.#draining;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  /** Why it is not ready; undefined where it is. */
  get reason(): 'preparing' | 'draining' | undefined {
    if (this.#draining) return 'draining';
    return this.#prepared ? undefined : 'preparing';
  }

  markPrepared(): void {
    this.#prepared = true;
  }

  markDraining(): void {
    this.#draining = true;
  }
}
