/** Portraits of the demo people: computed, so that nobody's face is in the repository. */
import { encodePng } from './png.ts';

/** Whose portrait has which colour, degrees on the colour wheel. */
export const DEMO_AVATARS: readonly { readonly userId: string; readonly hue: number }[] = [
  { userId: '00000000-0000-4000-8000-000000000001', hue: 345 },
  { userId: '00000000-0000-4000-8000-000000000011', hue: 205 },
  { userId: '00000000-0000-4000-8000-000000000012', hue: 160 },
  { userId: '00000000-0000-4000-8000-000000000013', hue: 30 },
  { userId: '00000000-0000-4000-8000-000000000014', hue: 265 },
  { userId: '00000000-0000-4000-8000-000000000015', hue: 95 },
];

type Colour = readonly [red: number, green: number, blue: number];

/** A PNG of a head and shoulders on a background of the given hue, `pixels` wide and high. */
export function avatarOf(hue: number, pixels: number): Buffer {
  const rgb = new Uint8Array(pixels * pixels * 3);
  const figure = colourOf(hue, 0.35, 0.94);
  for (let y = 0; y < pixels; y += 1) {
    const background = colourOf(hue, 0.5, 0.62 - (0.22 * y) / pixels);
    for (let x = 0; x < pixels; x += 1) {
      const share = figureShare(x / pixels, y / pixels, 1 / pixels);
      const colour = background.map((part, index) => part + ((figure[index] ?? part) - part) * share);
      rgb.set(colour, (y * pixels + x) * 3);
    }
  }
  return encodePng(rgb, pixels, pixels);
}

/** How much of the figure a point shows, 0 to 1; the border is as soft as one pixel is wide. */
function figureShare(x: number, y: number, pixel: number): number {
  const head = 0.17 - Math.hypot(x - 0.5, y - 0.38);
  const shoulders = (1 - Math.hypot((x - 0.5) / 0.34, (y - 1) / 0.38)) * 0.34;
  return Math.min(1, Math.max(0, Math.max(head, shoulders) / pixel + 0.5));
}

/** @see CSS Color Module Level 4, section 7.1 "Converting HSL Colors to sRGB" */
function colourOf(hue: number, saturation: number, lightness: number): Colour {
  const strength = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - strength * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}
