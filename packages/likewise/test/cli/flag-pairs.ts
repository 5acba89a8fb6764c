/** Pairs of calls of which one has a flag more, for flags that several commands share. */
import { join } from 'node:path';
import { dated, friends, grid, items, mask, path, ratings, users } from './flag-files.ts';

export type Words = readonly string[];
/** Two calls that differ by the flag or its value. */
export type Pair = readonly [one: Words, other: Words];

/** The call alone, and with more words. */
export const and = (base: Words, ...more: string[]): Pair => [base, [...base, ...more]];

/** How ratings are read and what stands beside them. */
export const reading = (base: Words): Record<string, Pair> => ({
  ...layout(base),
  '--positive': and(base, '--positive', '>=4'),
  '--item-features': and(base, '--item-features', items),
  '--user-features': and(base, '--user-features', users),
  '--feature-kinds': and([...base, '--item-features', items], '--feature-kinds', 'code=number'),
  '--edges': and(base, '--edges', friends),
});
const ofMatrix = (base: Words): Words => base.map((word) => (word === ratings ? grid : word));
export const layout = (base: Words): Record<string, Pair> => ({
  '--columns': and(base, '--columns', 'user,item,-,rating'),
  '--delimiter': and(base, '--delimiter', ';'),
  '--encoding': and(base, '--encoding', 'latin-1'),
  '--duplicates': and(base, '--duplicates', 'sum'),
  '--scale': and(base, '--scale', '1,3'),
  '--missing': and(base, '--missing', '1'),
  '--matrix': [
    [...ofMatrix(base), '--matrix', 'users'],
    [...ofMatrix(base), '--matrix', 'items'],
  ],
  '--mask': and([...ofMatrix(base), '--matrix', 'users'], '--mask', mask),
  '--events': and(base, '--events', 'home'),
  '--skip-empty-ids': and(base, '--skip-empty-ids'),
  '--skip-ids': and(base, '--skip-ids', 'i1'),
  '--dates': and(
    base.map((word) => (word === ratings ? dated : word)),
    '--dates',
    'day-first',
  ),
});
/** Threads change no figure: that they are asked for is seen where there are none. */
export const threads = (base: Words): Pair => and(base, '--threads', '0');

/** Where, to whom and with what log a server answers. */
export const answering = (base: Words): Record<string, Pair> => ({
  '--host': and(base, '--host', 'localhost'),
  '--store': and(base, '--store', join(path, 'events')),
  '--allow-host': and(base, '--allow-host', 'club.example'),
  '--allow-origin': and(base, '--allow-origin', 'https://club.example'),
  '--drain': and(base, '--drain', '0.1'),
  '--log': and(base, '--log', 'OUT'),
});
