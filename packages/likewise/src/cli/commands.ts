/** Every command, in the order of help. */
import type { Command } from './command.ts';
import { models } from './commands/models.ts';

export const commands: readonly Command[] = [models];
