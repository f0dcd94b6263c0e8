export { defaultCacheDirectory } from './cache-directory.ts';
export { locateTools } from './locate-tools.ts';
export type { LocateOptions } from './locate-tools.ts';
export { provideTools } from './provide-tools.ts';
export type { ProvideOptions } from './provide-tools.ts';
export type { FoundTool, MissingTool, SourceName, ToolOrigin, ToolReport } from './report.ts';
export { TOOL_NAMES } from './tool.ts';
export type { ToolName } from './tool.ts';
