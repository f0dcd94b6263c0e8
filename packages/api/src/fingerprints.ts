/** Characters of the longest, which is of an intake: a name of 63, a colon, and an id of 200. */
export const LONGEST_FINGERPRINT = 264;
