/** Runs the real promtool on files of a directory. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testTool } from '@nines/testkit/tools';

/** Path of the real one; fetching it can take a while on first use. */
export async function findPromtool(): Promise<string> {
  return testTool('promtool');
}

export interface Verdict {
  readonly ok: boolean;
  /** What promtool says, both streams. */
  readonly output: string;
}

/** Runs promtool in `directory`; what it finds is the verdict. */
export async function runPromtool(promtool: string, directory: string, ...parameters: string[]): Promise<Verdict> {
  return await new Promise((resolve) => {
    execFile(promtool, parameters, { cwd: directory, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: stdout + stderr });
    });
  });
}

/** JSON is YAML: promtool reads it. */
export async function writeJson(directory: string, name: string, content: unknown): Promise<void> {
  await writeFile(path.join(directory, name), JSON.stringify(content));
}
