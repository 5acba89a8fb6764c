import type { Flag } from '../command.ts';

export const jsonFlag: Flag = { flags: '--json', meaning: 'print one JSON document' };
