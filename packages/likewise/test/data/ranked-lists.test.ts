/** Lists of other programs, as tables and as TREC runs. */
import { expect, test } from 'vitest';
import { readRankedLists } from '../../src/data/read/ranked-lists.ts';
import { file, refusal } from './files.ts';

const read = async (text: string, name?: string) => {
  const { lists, columns, rows } = await readRankedLists(file(text, name));
  return { lists: Object.fromEntries(lists), columns, rows };
};

test.each([
  ['ranks', 'user,rank,item,score\na,2,y,9\na,1,x,1\nb,1,z,3\n', 'user = user, item = item, rank = rank'],
  [
    'scores, those of one score as they stand',
    'userId;movieId;prediction\na;x;0.5\nb;z;1\na;y;0.5\n',
    'user = userId, item = movieId, score = prediction',
  ],
  ['three columns without names', 'a,x,2.5\na,y,1.5\nb,z,1\n', 'user = column 1, item = column 2, score = column 3'],
  [
    'a run of TREC, by score and not by rank',
    'a Q0 y 1 0.25 tag\na  Q0 x 2 0.75 tag\nb Q0 z 1 3 tag\n',
    'user = column 1, item = column 3, rank = column 4, score = column 5, as TREC runs',
  ],
  [
    'a run with tabs, equal scores by rank',
    'a\tQ0\ty\t2\t1\ttag\na\tQ0\tx\t1\t1\ttag\nb\tQ0\tz\t1\t3\ttag\n',
    'user = column 1, item = column 3, rank = column 4, score = column 5, as TREC runs',
  ],
])('%s', async (_, text, columns) => {
  expect(await read(text)).toEqual({ lists: { a: ['x', 'y'], b: ['z'] }, columns, rows: 3 });
});

test.each([
  ['item,score\nx,1\n', /has no column user; name user, item and rank or score in the first line/],
  ['user,item,title\na,x,A film\n', /has no column rank or score/],
  ['user,item,score\na,x,1\nb,y,high\n', /line 3: score must be a number; got "high"/],
  ['user,item,score\na,,1\n', /line 2: item must be an id; got ""/],
])('refused: %j', async (text, sentence) => {
  expect((await refusal(readRankedLists(file(text)))).message).toMatch(sentence);
});
