/** Files whose ids nearly meet: what is said, with one of each; and which column is the title. */
import { IdMap } from '@likewise/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { nearHint, nearMiss } from '../../src/data/read/near-ids.ts';
import { inProcess } from './in-process.ts';
import { folder } from './run.ts';

const { path, file } = folder();
const bought = file('bought.csv', 'user,item\nk1,0710\nk1,0711\nk2,0710\nk3,0712\n');
const model = `${path}/m`;
const said = async (words: readonly string[]) => {
  const { code, stdout, stderr } = await inProcess(words);
  return { code, out: stdout, err: stderr };
};
const asking = ['recommend', model, '--user', 'k3', '--titles'];

beforeAll(async () => {
  expect(await inProcess(['fit', 'popular', bought, '-o', model])).toMatchObject({ code: 0 });
});

test.each([
  ['710', '0710', 'zeros at the front are lost'],
  ['7.0', '7', 'one is written with .0'],
  ['abc', 'ABC', 'upper and lower case differ'],
  [' x', 'x', 'blanks around it differ'],
  ['"x"', 'x', 'quotes around it differ'],
  ['00x1.0', '00X1.0', 'upper and lower case differ'],
  ['07.0', '7', 'they are written differently'],
])('%s and %s', (other, id, difference) => {
  expect(nearMiss(new IdMap([id, 'z']), [other])).toEqual({ count: 1, other, id, difference });
});

test('what meets, or is of another kind, gives no hint; several are counted', () => {
  const ids = new IdMap(['007', '008', 5]);
  expect(nearHint(ids, ['007', '5', 'x'])).toBe('');
  expect(nearHint(ids, ['7', '8', '007'])).toBe('; "7" is "007" in the model: zeros at the front are lost, and 1 more like it');
});

describe('case 59: ids of two files that nearly meet', () => {
  const short = file('short.csv', 'article_id,prod_name\n710,Red scarf\n711,Blue hat\n712,Wool sock\n');

  test('titles', async () => {
    const { err, out } = await said([...asking, short]);
    expect(err).toMatch(/none of its 3 items is in the data; "710" is "0710" in the data: zeros at the front are lost, and 2 more like it/);
    expect(out).not.toContain('scarf');
    const other = await said([...asking, file('other.csv', 'item,title\nx,A b\n')]);
    expect(other.err).toMatch(/none of its 1 item is in the data, such as "0710"; is the id column the right one\?/);
    const right = await said([...asking, file('right.csv', 'article_id,prod_name\n0710,Red scarf\n0711,Blue hat\n0712,Wool sock\n')]);
    expect([right.err.includes('warning'), right.out.includes('Red scarf')]).toEqual([false, true]);
  });

  test('attributes and edges are refused', async () => {
    const fit = ['fit', 'popular', bought, '-o', `${path}/n`];
    expect((await said([...fit, '--item-features', short])).err).toMatch(
      /none of its 3 items is in the ratings.*"710" is "0710" in the ratings/,
    );
    const friends = file('friends.csv', 'K1,K2\nK2,K3\n');
    expect((await said([...fit, '--edges', friends])).err).toMatch(
      /none of its 3 people is in the ratings.*"K1" is "k1".*upper and lower case/,
    );
    const some = file('some.csv', 'item,kind\n0710,x\n711,y\n0712,x\n');
    const { code, err } = await said([...fit, '--item-features', some]);
    expect([code, err]).toEqual([0, expect.stringContaining('warning: ids that nearly meet those of the ratings; "711" is "0711"')]);
  });

  test('lists of candidates, a user, an item, a test part', async () => {
    const wrong = file('list.txt', '710\n711\n');
    expect((await said([...asking.slice(0, 4), '--candidates', wrong])).err).toMatch(
      /knows none of its 2 items; "710" is "0710" in the model/,
    );
    expect((await said(['recommend', model, '--user', 'K1'])).err).toMatch(/user K1 is not in the model; "K1" is "k1" in the model/);
    const test = file('test.csv', 'user,item\nk1,712\nk2,0711\n');
    const { err } = await said(['evaluate', bought, '--test', test, '--model', 'popular', '--metric', 'hr@2']);
    expect(err).toMatch(/--test .*test\.csv: items that nearly meet those of training; "712" is "0712" in the training part/);
  });
});

describe('case 75: the title of items without a header', () => {
  const rows = ['0710\tsports\tfootball\tThe late goal\tAbout it\thttps://n/1', '0711\thealth\tsleep\tQuiet nights\tAbout it\thttps://n/2'];

  test('the first column of several words, else the second', async () => {
    const { err, out } = await said([...asking, file('news.tsv', `${rows.join('\n')}\n`)]);
    expect(err).toContain('title = column 4');
    expect(out).toContain('The late goal');
    const words = await said([...asking, file('words.tsv', '0710\tscarf\twarm\n0711\that\tblue\n')]);
    expect(words.err).toContain('title = column 2');
    const many = Array.from({ length: 20 }, (_, k) => `07${k + 10}\tword${k}\ta long description\n`).join('');
    expect((await said([...asking, file('many.tsv', many)])).err).toContain('title = column 2');
  });

  test('--item-columns says otherwise, and needs a file', async () => {
    const news = file('news2.tsv', `${rows.join('\n')}\n`);
    const { out } = await said([...asking, news, '--item-columns', 'item=1,title=5']);
    expect(out).toContain('About it');
    expect((await said([...asking.slice(0, 4), '--item-columns', 'item=1'])).err).toMatch(/--item-columns needs --titles/);
  });

  test('names of titles are known by their words; where none is, the flag is named', async () => {
    const authors = await said([...asking, file('authors.csv', 'item,author_name,original_title\n0710,A. B.,Sea\n')]);
    expect(authors.err).toContain('title = original_title');
    const untitled = await said([...asking, file('untitled.csv', 'item,kind\n0710,book\n')]);
    expect(untitled.err).toMatch(/no column is known as the title; say which with --item-columns item=item,title=kind/);
  });
});
