/** The objects that were asked for last, in memory, so that a popular photo costs no file access. */
import type { ObjectStorage } from '../storage/object-storage.ts';

/** Reads through to a storage. Objects never change under their name, so nothing here can be stale. */
export class ObjectCache {
  readonly #storage: Pick<ObjectStorage, 'get'>;
  readonly #maxBytes: number;
  /** Oldest use first: a Map keeps the order of insertion. */
  readonly #objects = new Map<string, Buffer>();
  readonly #loading = new Map<string, Promise<Buffer | undefined>>();
  #bytes = 0;

  /** @param maxBytes of content; an object larger than an eighth of it is not kept */
  constructor(storage: Pick<ObjectStorage, 'get'>, maxBytes: number) {
    this.#storage = storage;
    this.#maxBytes = maxBytes;
  }

  /** Undefined where the storage has none. Many who ask at once cause one read. */
  async get(name: string): Promise<Buffer | undefined> {
    const known = this.#objects.get(name);
    if (known !== undefined) {
      this.#objects.delete(name);
      this.#objects.set(name, known);
      return known;
    }
    const underWay = this.#loading.get(name);
    if (underWay !== undefined) return underWay;
    const loading = this.#load(name).finally(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  async #load(name: string): Promise<Buffer | undefined> {
    const content = await this.#storage.get(name);
    if (content !== undefined && content.length <= this.#maxBytes / 8) this.#keep(name, content);
    return content;
  }

  #keep(name: string, content: Buffer): void {
    this.#objects.set(name, content);
    this.#bytes += content.length;
    for (const [oldest, { length }] of this.#objects) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#objects.delete(oldest);
      this.#bytes -= length;
    }
  }
}
