/** The generated demo data as CSV files: ratings, and films for `--titles`. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type DemoData, rowIndexes, rowValues } from '@likewise/core';

/** Lines `user,item,rating,timestamp` with a header, by user and time; each ends with a line feed. */
export function* demoRatingLines({ interactions }: DemoData): Generator<string> {
  const { users, items, userItems, timestamps } = interactions;
  yield 'user,item,rating,timestamp\n';
  for (let user = 0; user < users.size; user++) {
    const start = userItems.pointers[user];
    const indexes = rowIndexes(userItems, user);
    const values = rowValues(userItems, user);
    const seconds = (at: number): number => timestamps?.[start + at] as number;
    const order = Array.from(indexes.keys()).sort((a, b) => seconds(a) - seconds(b) || a - b);
    for (const at of order) yield `${users.ids[user]},${items.ids[indexes[at]]},${values[at]},${seconds(at)}\n`;
  }
}

/** Lines `item,title,categories,year` with a header; categories are joined by "|". */
export function* demoItemLines({ items }: DemoData): Generator<string> {
  yield 'item,title,categories,year\n';
  for (const { item, title, categories, year } of items) yield `${item},${title},${categories.join('|')},${year}\n`;
}

/** Writes lines to a file; what stood there is replaced. */
export async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(lines), createWriteStream(path));
}
