/** Where photos are kept: a port, so that a directory, S3 or Azure Blob serve alike. */

/** Names that every storage can hold: lower case, no path in them. */
const OBJECT_NAME = /^[a-z0-9][a-z0-9.-]{0,126}[a-z0-9]$/;

/**
 * Immutable objects by name, each at most a few hundred kilobytes, which is why whole buffers go in and out.
 *
 * All methods reject with RangeError for a name that `isObjectName` refuses, and with the storage's own error where it
 * fails.
 */
export interface ObjectStorage {
  /** Readers see all of the object or none of it. Putting a name again replaces it. */
  put(name: string, content: Uint8Array): Promise<void>;
  /** Undefined where there is none. */
  get(name: string): Promise<Buffer | undefined>;
  /** Also fine where there is none. */
  delete(name: string): Promise<void>;
  exists(name: string): Promise<boolean>;
}

/** Whether a name cannot mean anything but one object: no separators, no `..`. */
function isObjectName(name: string): boolean {
  return OBJECT_NAME.test(name) && !name.includes('..');
}

/** @throws RangeError */
export function assertObjectName(name: string): void {
  if (!isObjectName(name)) throw new RangeError(`Not an object name: ${JSON.stringify(name)}`);
}
