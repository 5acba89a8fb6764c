/** Titles of items, from a file that the user names. */
import type { Id } from '@likewise/core';
import type { ItemRecords } from '../../data/read/items.ts';
import { lookUp } from '../../workflow/find-id.ts';
import type { Flag, Io } from '../command.ts';

export const titlesFlag: Flag = { flags: '--titles <file>', meaning: 'items with their titles: CSV, movies.dat, u.item …' };

export interface Titles {
  get(item: Id): string | undefined;
}

/** `undefined` where no file was named. */
export async function readTitles(path: string | undefined, io: Io): Promise<Titles | undefined> {
  const records = await readItemRecords(path, io);
  return records === undefined ? undefined : { get: (item) => lookUp(records, item)?.value.title };
}

/** What the file says of each item; `undefined` where no file was named. */
export async function readItemRecords(path: string | undefined, { progress, signal }: Io): Promise<ItemRecords | undefined> {
  if (path === undefined) return undefined;
  const { readItems } = await import('../../data/read/items.ts');
  const { items, report } = await readItems(path, { signal });
  for (const message of report.messages) progress.note(message);
  return items;
}
