/** What is known of a tool: where it is, or why it is not to be had. */
import type { NinesError } from '@nines/kernel';
import type { ToolName } from './tool.ts';

/** `path`: installed on this machine; `cache`: fetched earlier; `fetched`: fetched just now. */
export type ToolOrigin = 'path' | 'cache' | 'fetched';

/** Who made a binary that was fetched: the distribution, or the project itself. */
export type SourceName = 'debian' | 'release';

export interface FoundTool {
  readonly name: ToolName;
  /** Absolute path of the program. */
  readonly path: string;
  readonly origin: ToolOrigin;
  /** Undefined for what was not fetched by Nines. */
  readonly source: SourceName | undefined;
  /** As the program states it, without a distribution's suffix: `2.42.0`. */
  readonly version: string;
  readonly problem: undefined;
}

export interface MissingTool {
  readonly name: ToolName;
  readonly path: undefined;
  readonly origin: undefined;
  readonly source: undefined;
  readonly version: undefined;
  /** Why, told apart by `code`. */
  readonly problem: NinesError;
}

export type ToolReport = FoundTool | MissingTool;

export function missing(name: ToolName, problem: NinesError): MissingTool {
  return { name, path: undefined, origin: undefined, source: undefined, version: undefined, problem };
}
