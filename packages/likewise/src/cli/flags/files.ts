/** Files that flags and arguments name: how they are read, and titles of items. */
import type { Id, IdMap } from '@likewise/core';
import type { DateOrder } from '../../data/columns/time-column.ts';
import type { ItemRecords } from '../../data/read/items.ts';
import type { ReadTableOptions } from '../../data/read/table.ts';
import { CliError } from '../../words/cli-error.ts';
import { counted, whole } from '../../words/numbers.ts';
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

export const datesFlag: Flags = { '--dates <order>': 'day-first or month-first: dates such as 3/4/2024, where no date of the file tells' };
export const datesOf = (given: Given): DateOrder | undefined => given.choice('dates', ['day-first', 'month-first']);

export const readingJob = (path: string, { progress }: Io): Job => progress.job(`reading ${path === '-' ? 'standard input' : path}`);

/** The one word for it; `--items` is understood too. */
export const titlesFlag: Flags = {
  '--titles <file>': 'items with their titles, and what else is known of them: CSV, movies.dat, u.item …',
  '--item-columns <roles>': 'which columns of the items are which: item=id,title=name,categories=genre; without a header item=1,title=4',
};

export type Titles = (item: Id) => string | undefined;

/** `undefined` where no file was named. How far it and the items of the model meet is told. */
export async function readTitles(given: Given, io: Io, items: IdMap): Promise<Titles | undefined> {
  const records = await readItemRecords(given, io);
  if (records === undefined) return undefined;
  await tellMeeting(records, items, given.text('titles') as string, io);
  const { IdMap } = await import('@likewise/core');
  const listed = new IdMap([...records.keys()]);
  return (item) => records.get(listed.find(item) ?? item)?.title;
}

/** What the file says of each item; `undefined` where no file was named. */
export async function readItemRecords(given: Given, { progress, signal }: Io): Promise<ItemRecords | undefined> {
  const [path, columns] = [given.text('titles'), given.text('item-columns')];
  if (path === undefined) {
    if (columns !== undefined) throw new CliError('--item-columns needs --titles: the file whose columns they are.');
    return undefined;
  }
  const { readItems } = await import('../../data/read/items.ts');
  const { items, report } = await readItems(path, { signal, columns });
  progress.note(...report.messages);
  return items;
}

/** Says where a file of items and the items of the data share few ids, with one of each where they nearly meet. */
export async function tellMeeting(
  records: ItemRecords | undefined,
  items: IdMap,
  path: string,
  { progress }: Pick<Io, 'progress'>,
): Promise<void> {
  if (records === undefined) return;
  const { nearHint } = await import('../../data/read/near-ids.ts');
  const listed = [...records.keys()];
  const known = listed.filter((id) => items.indexOf(id) !== undefined).length;
  const hint = nearHint(items, listed, 'the data');
  if (known === 0)
    progress.note(
      `warning: ${path}: none of its ${counted(listed.length, 'item')} is in the data${hint || `, such as "${items.ids[0]}"; is the id column the right one?`}`,
    );
  else if (hint !== '' || 2 * known < Math.min(items.size, listed.length))
    progress.note(
      `warning: ${path}: ${whole(known)} of its ${counted(listed.length, 'item')} are in the data, which has ${whole(items.size)}${hint}`,
    );
}
