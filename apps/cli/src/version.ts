/** The version of this `nines`, equal to the one in package.json (tested). */
export const VERSION = '0.1.0';
