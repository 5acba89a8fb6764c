/** Files that flags and arguments name: how they are read, and titles of items. */
import type { Id } from '@likewise/core';
import type { ItemRecords } from '../../data/read/items.ts';
import type { ReadTableOptions } from '../../data/read/table.ts';
import type { Flags, Given, Io } from '../command.ts';
import type { Job } from '../print/progress.ts';

export const fileFlags: Flags = {
  '--delimiter <text>': 'what separates the columns: , ; | tab space :: …',
  '--encoding <name>': 'utf-8, latin-1, utf-16, or another name such as gbk, shift_jis, windows-1251',
};

/** What `fileFlags` say. */
export const fileOptions = (given: Given, { signal }: Io): Pick<ReadTableOptions, 'delimiter' | 'encoding' | 'signal'> => ({
  delimiter: given.text('delimiter'),
  encoding: given.text('encoding'),
  signal,
});

export const readingJob = (path: string, { progress }: Io): Job => progress.job(`reading ${path === '-' ? 'standard input' : path}`);

export const titlesFlag: Flags = { '--titles <file>': 'items with their titles: CSV, movies.dat, u.item …' };
export const itemsFlag: Flags = { '--items <file>': 'titles and categories of the items' };

export type Titles = (item: Id) => string | undefined;

/** `undefined` where no file was named. */
export async function readTitles(given: Given, io: Io): Promise<Titles | undefined> {
  const records = await readItemRecords(given.text('titles'), io);
  if (records === undefined) return undefined;
  const { IdMap } = await import('@likewise/core');
  const listed = new IdMap([...records.keys()]);
  return (item) => records.get(listed.find(item) ?? item)?.title;
}

/** What the file says of each item; `undefined` where no file was named. */
export async function readItemRecords(path: string | undefined, { progress, signal }: Io): Promise<ItemRecords | undefined> {
  if (path === undefined) return undefined;
  const { readItems } = await import('../../data/read/items.ts');
  const { items, report } = await readItems(path, { signal });
  progress.note(...report.messages);
  return items;
}
