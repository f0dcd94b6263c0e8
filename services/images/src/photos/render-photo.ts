/**
 * Makes of any picture the small one that is kept: turned upright, at most 512 x 512, re-encoded. Nothing of the
 * upload itself survives, so neither its position data nor whatever else was hidden in it.
 */
import { Problem } from '@nines/service-kit';

import { imageKindOf } from './image-kind.ts';

/** A picture that is ready to be served. */
export interface RenderedImage {
  /** WebP. */
  readonly content: Buffer;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface RenderedPhoto {
  readonly photo: RenderedImage;
  /** Square, for lists. */
  readonly thumbnail: RenderedImage;
}

/** @throws Problem 415 `MEDIA_TYPE_UNSUPPORTED`, 422 `IMAGE_UNREADABLE` */
export type PhotoRenderer = (upload: Buffer) => Promise<RenderedPhoto>;

const PHOTO_PIXELS = 512;
const THUMBNAIL_PIXELS = 96;

/** Largest picture that is decoded, pixels: a 24-megapixel camera's, not a bomb of a few kilobytes. */
const MAX_INPUT_PIXELS = 26_000_000;

/** Makes a renderer. It decodes one picture at a time, because each may take a hundred megabytes for a moment. */
export function createRenderer(): PhotoRenderer {
  let queue: Promise<unknown> = Promise.resolve();
  return (upload) => {
    if (imageKindOf(upload) === undefined) {
      throw new Problem(415, 'MEDIA_TYPE_UNSUPPORTED', { detail: 'The photo must be a PNG, JPEG or WebP image' });
    }
    const rendered = queue.then(() => render(upload));
    queue = rendered.catch(() => undefined);
    return rendered;
  };
}

async function render(upload: Buffer): Promise<RenderedPhoto> {
  const { default: sharp } = await import('sharp'); // 20 MB that a replica which only serves photos does not need
  sharp.cache(false);
  sharp.concurrency(1);
  const shrink = async (size: number, fit: 'inside' | 'cover'): Promise<RenderedImage> => {
    const { data, info } = await sharp(upload, { limitInputPixels: MAX_INPUT_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(size, size, { fit, withoutEnlargement: fit === 'inside' })
      .webp({ quality: 82 })
      .toBuffer({ resolveWithObject: true });
    return { content: data, width: info.width, height: info.height };
  };
  try {
    return { photo: await shrink(PHOTO_PIXELS, 'inside'), thumbnail: await shrink(THUMBNAIL_PIXELS, 'cover') };
  } catch (cause) {
    const detail = 'The image is damaged or has too many pixels';
    throw new Problem(422, 'IMAGE_UNREADABLE', { detail, cause });
  }
}
