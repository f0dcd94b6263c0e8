/** Constant message, variables as facts. */
export type StoreLog = (message: string, facts?: Readonly<Record<string, unknown>>) => void;
