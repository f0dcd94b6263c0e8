/** Tables of the schema `images`. */
import type { Kysely } from 'kysely';

/** The photo of one user. */
export interface PhotoRow {
  readonly user_id: string;
  /** Object names. */
  readonly name: string;
  readonly thumbnail: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface ImagesTables {
  readonly photos: PhotoRow;
}

/** A connection that is set to the schema. */
export type ImagesDatabase = Kysely<ImagesTables>;
