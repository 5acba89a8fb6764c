import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoData, interactionsFromRows } from '@likewise/core';
import { expect, test } from 'vitest';
import { demoItemLines, demoRatingLines, writeLines } from '../../src/data/demo-file.ts';

const club = demoData({ users: 30, items: 60, ratings: 300 });

test('ratings in a file are the ratings of the club, each person in order of time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'likewise-demo-'));
  const path = join(folder, 'ratings.csv');
  await writeLines(path, demoRatingLines(club));
  const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  await rm(folder, { recursive: true });
  expect(header).toBe('user,item,rating,timestamp');
  const rows = lines.map((line) => {
    const [user, item, value, timestamp] = line.split(',');
    return { user, item, value: Number(value), timestamp: Number(timestamp) };
  });
  const again = interactionsFromRows(rows);
  expect([again.size, again.users.ids, again.mergedRows]).toEqual([club.interactions.size, club.interactions.users.ids, 0]);
  for (let row = 1; row < rows.length; row++) {
    if (rows[row].user === rows[row - 1].user) expect(rows[row].timestamp).toBeGreaterThanOrEqual(rows[row - 1].timestamp);
  }
  const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
  expect(sum(again.userItems.values)).toBe(sum(club.interactions.userItems.values));
});

test('films in a file need no quotes', () => {
  const [header, ...lines] = demoItemLines(club);
  expect(header).toBe('item,title,categories,year\n');
  expect(lines.length).toBe(60);
  for (const line of lines) expect(line).toMatch(/^film-\d+,[^,"\n]+,[A-Z][^,"\n]+,\d{4}\n$/);
});
