/** Ctrl-C is how a person ends what follows; it is not a failure. */
export async function ignoreAbort(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
