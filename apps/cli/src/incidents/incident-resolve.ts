import type { CommandHandler } from '../command.ts';
import { plainAct } from './act.ts';

export const incidentResolve: CommandHandler = plainAct('resolve');
