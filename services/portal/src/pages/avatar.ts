/** A person's photo, or their initials where there is none. */
import type { Photo } from '../api/model.ts';
import { html, type Html } from '../html/html.ts';

/** `large` shows the photo itself, otherwise its thumbnail. */
export function avatar(imagesUrl: string, name: string, photo: Photo | null, size: 'large' | 'small'): Html {
  if (photo === null) return html`<span class="avatar ${size}" aria-hidden="true">${initialsOf(name)}</span>`;
  const path = size === 'large' ? photo.url : photo.thumbnailUrl;
  return html`<img
    class="avatar ${size}"
    src="${imagesUrl}${path}"
    alt="Photo of ${name}"
    ${size === 'small' && html` loading="lazy"`}
  />`;
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return (
    [words[0], words.length > 1 ? words.at(-1) : undefined]
      .map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 0x20).trim())
      .join('')
      .toUpperCase() || '?'
  );
}
