/** What programs write when they fail for a reason that many share. */

export interface LogSignature {
  readonly pattern: RegExp;
  readonly cause: string;
  readonly remedy: string;
}

export const PORT_TAKEN: LogSignature = {
  pattern: /EADDRINUSE|address already in use/i,
  cause: 'the port it listens on is taken',
  remedy: 'let it listen on the port in PORT, or free the port that is in its code',
};

/** Most telling first. Texts are those of Node.js, Python, PostgreSQL, the C library and the Go runtime. */
export const LOG_SIGNATURES: readonly LogSignature[] = [
  PORT_TAKEN,
  {
    pattern: /ENOSPC|no space left on device|disk quota exceeded/i,
    cause: 'the disk is full',
    remedy: 'free space; `nines doctor` shows how much is left',
  },
  {
    pattern: /heap out of memory|MemoryError|cannot allocate memory|fatal error: runtime: out of memory/i,
    cause: 'it ran out of memory',
    remedy: 'raise its memory limit, or find what it holds on to',
  },
  {
    pattern: /ERR_MODULE_NOT_FOUND|Cannot find (?:module|package)|ModuleNotFoundError|No module named/,
    cause: 'a module that it imports is not installed',
    remedy: 'install its dependencies, and check `cwd`',
  },
  {
    pattern: /SyntaxError|IndentationError|ERR_UNKNOWN_FILE_EXTENSION/,
    cause: 'its code cannot be parsed by the interpreter that runs it',
    remedy: 'check the code, and which interpreter `command` finds',
  },
  {
    pattern: /EACCES|EPERM|permission denied/i,
    cause: 'it may not do what it tries to do',
    remedy: 'check the owner and mode of the files it names',
  },
  {
    pattern:
      /PANIC: {2}could not (?:read|open|locate)|invalid (?:page|checkpoint record)|database disk image is malformed/,
    cause: 'its data is damaged',
    remedy: 'restore it from a backup; keep the damaged directory, moved away, until that has worked',
  },
  {
    pattern: /password authentication failed|no pg_hba\.conf entry/i,
    cause: 'the database refuses its credentials',
    remedy: 'use ${services.NAME.url} instead of credentials of your own',
  },
  {
    pattern: /ECONNREFUSED|connection refused/i,
    cause: 'something that it calls does not listen',
    remedy: 'declare what it calls under dependsOn, and use ${services.NAME.url} as the address',
  },
  {
    pattern:
      /(?:missing|required|undefined|not set).{0,40}(?:environment|env(?:ironment)? var)|environment.{0,60}(?:missing|required|not set|invalid)/i,
    cause: 'an environment variable that it needs is missing or wrong',
    remedy: 'set it under env or secrets',
  },
];
