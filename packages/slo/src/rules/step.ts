/** Between two looks, unless told otherwise, ms. */
export const STEP_MS = 5_000;
