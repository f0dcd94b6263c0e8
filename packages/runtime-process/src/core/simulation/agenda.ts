/** Virtual time: what is to happen, in order of time, then of noting. A binary heap. */

interface Item {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

/** Nothing happens between two items, so hours pass in a moment. */
export class Agenda {
  /** Virtual monotonic time, ms. */
  now = 0;
  #items: Item[] = [];
  #noted = 0;

  /** Notes `act` for `delayMs` from now. */
  after(delayMs: number, act: () => void): void {
    this.#noted += 1;
    this.#push({ at: this.now + Math.max(0, delayMs), order: this.#noted, act });
  }

  /** Lets everything happen that is due until `at`, or until `isOver`. */
  runUntil(at: number, isOver: () => boolean = () => false): void {
    for (let item = this.#items[0]; item !== undefined && item.at <= at && !isOver(); item = this.#items[0]) {
      this.#pop();
      this.now = item.at;
      item.act();
    }
    if (!isOver()) this.now = Math.max(this.now, at);
  }

  #push(item: Item): void {
    const items = this.#items;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex];
      if (parent === undefined || !before(item, parent)) break;
      items[index] = parent;
      index = parentIndex;
    }
    items[index] = item;
  }

  #pop(): void {
    const items = this.#items;
    const item = items.pop();
    if (item === undefined || items.length === 0) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = items[childIndex];
      const right = items[childIndex + 1];
      if (child !== undefined && right !== undefined && before(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (child === undefined || !before(child, item)) break;
      items[index] = child;
      index = childIndex;
    }
    items[index] = item;
  }
}

function before(a: Item, b: Item): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
