/** How finely the durations of requests are told apart, wherever they are counted. */

/** Upper bounds of the mesh's histogram, seconds. 0.2 is among them, so that "below 200 ms" can be answered exactly. */
export const REQUEST_DURATION_BOUNDS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30,
] as const;
