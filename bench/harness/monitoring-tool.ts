/** Prometheus and its companions as a benchmark runs them: on a port of its own, their output thrown away. */
import type { ChildProcess } from 'node:child_process';
import { testTool } from '@nines/testkit/tools';
import type { ToolName } from '@nines/toolbox';
import { end, start } from './processes.ts';
import { waitUntilAnswered } from './recovery.ts';

/** Starts one and waits until it is ready. @param args - without the address that it listens on */
export async function startMonitoringTool(
  name: ToolName,
  port: number,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ChildProcess> {
  const program = await testTool(name);
  signal.throwIfAborted();
  const child = start(program, [...args, `--web.listen-address=127.0.0.1:${port}`]);
  try {
    await waitUntilAnswered(`http://127.0.0.1:${port}/-/ready`, signal);
    return child;
  } catch (error) {
    await end(child, 'SIGKILL');
    throw error;
  }
}
