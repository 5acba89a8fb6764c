/** Files whose lines or rows are no plain table are recognised, named, and read as rows of user and item. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LikewiseError, seededRandom } from '@likewise/core';
import { describe, expect, test } from 'vitest';
import { readEdges } from '../../src/data/read/edges.ts';
import { type ReadOptions, readInteractions } from '../../src/data/read/interactions.ts';
import { readLinks } from '../../src/data/read/links.ts';
import { file, refusal, shown } from './files.ts';

const read = async (text: string | Uint8Array, options: ReadOptions = {}, name = 'input.txt') => {
  const { interactions, report } = await readInteractions(file(text, name), options);
  return { interactions, report, rows: shown(interactions), told: report.messages.join('\n') };
};
const refused = async (text: string, options: ReadOptions = {}): Promise<string> =>
  (await refusal(readInteractions(file(text), options))).message;
const many = (count: number, row: (k: number) => string): string => Array.from({ length: count }, (_, k) => `${row(k)}\n`).join('');

describe('case 46: Netflix blocks', () => {
  const blocks = '7:\r\n1501,3,2005-09-06\r\n1502,5,2005-05-13\r\n8:\r\n1501,4,2005-12-26\r\n';

  test('are ratings with their days, plain and packed', async () => {
    for (const bytes of [blocks, gzipSync(blocks)]) {
      const { rows, report, told } = await read(bytes);
      expect(rows).toEqual(['1501 7 3@1125964800', '1501 8 4@1135555200', '1502 7 5@1115942400']);
      expect(report.columns).toEqual({ user: 'customer', item: 'film', rating: 'rating', timestamp: 'date', context: [] });
      expect(told).toMatch(/Netflix Prize: blocks of customer,rating,date below a line such as 7: that names their film/);
    }
  });

  test('without ratings: the qualifying set and the probe', async () => {
    expect((await read('7:\n1501,2005-09-06\n')).rows).toEqual(['1501 7 1@1125964800']);
    expect((await read('7:\n1501\n1502\n9:\n1501\n')).rows).toEqual(['1501 7 1', '1501 9 1', '1502 7 1']);
  });

  test('a line of another kind is refused by its number', async () => {
    expect(await refused('7:\n1501,3,2005-09-06\n8:\n1501;4\n')).toMatch(
      /line 4: must be a film such as 7: or customer,rating,date; got "1501;4"/,
    );
    expect(await refused('7:\n1501,3,2005-09-06\n8:\n1501,four,2005-09-06\n')).toMatch(
      /line 4: rating must be a finite number; got "four"/,
    );
  });
});

describe('case 47: lists of items', () => {
  test('one user a line, all items behind', async () => {
    const { rows, told } = await read('0 10 11 12\n1 10\n2\n3 10 15\n');
    expect(rows).toEqual(['0 10 1', '0 11 1', '0 12 1', '1 10 1', '3 10 1', '3 15 1']);
    expect(told).toMatch(/lists of items, one user a line: the first number is the user/);
  });

  test('a first number that counts the others is no user', async () => {
    const { rows, told } = await read('2 7 9\n1 7\n3 7 8 9\n');
    expect(rows).toEqual(['0 7 1', '0 9 1', '1 7 1', '2 7 1', '2 8 1', '2 9 1']);
    expect(told).toMatch(/the first number counts them, and users are called by their line from 0/);
    const long = many(600, (k) => (k % 2 === 0 ? '2 7 9' : '1 7'));
    expect(await refused(`${long}5 1 2\n`)).toMatch(/line 601: the first number must count the others/);
  });

  test('a user has one line', async () => {
    const long = many(600, (k) => `${k} 7${k % 2 === 0 ? ' 9' : ''}`);
    expect(await refused(`${long}3 1 2\n`)).toMatch(/line 601: each user must have one line, and 3 has one above/);
  });

  test('lines of one length are a table', async () => {
    expect((await read('1 7 3\n2 7 4\n')).rows).toEqual(['1 7 3', '2 7 4']);
  });
});

describe('Matrix Market', () => {
  const text = '%%MatrixMarket matrix coordinate real general\n% made by hand\n3 4 3\n1 4 5\n1 2 3.5\n3 4 1\n';

  test('rows are users or items, counted from 1', async () => {
    const { rows, told } = await read(text, {}, 'r.mtx');
    expect(rows).toEqual(['1 2 3.5', '1 4 5', '3 4 1']);
    expect(told).toMatch(/Matrix Market: rows are users \(--matrix items says that they are items\), called by their place from 1/);
    expect((await read(text, { matrix: 'items' })).rows).toEqual(['2 1 3.5', '4 1 5', '4 3 1']);
  });

  test('patterns have no values, counts are weights', async () => {
    expect((await read('%%MatrixMarket matrix coordinate pattern general\n2 2 2\n1 1\n2 1\n')).interactions.valueKind).toBe('none');
    expect((await read('%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 1 300\n2 1 7\n')).interactions.valueKind).toBe('weight');
  });

  test('other kinds and lines are refused', async () => {
    const kind = (words: string, sizes = '2 2 1') => refused(`%%MatrixMarket matrix ${words}\n${sizes}\n2 1 4\n`);
    expect(await kind('array real general', '2 2')).toMatch(
      /"array real general" holds every cell of a dense matrix.*coo_matrix\(matrix\)/,
    );
    expect(await kind('coordinate complex general')).toMatch(/holds complex numbers, which are neither ratings nor weights/);
    expect(await kind('coordinate real symmetric')).toMatch(/links rows with columns of the same kind.*pagerank and --edges take it/);
    expect(await kind('coordinate real tridiagonal')).toMatch(
      /line 1: must be such as .*; got "%%matrixmarket matrix coordinate real tri/i,
    );
    expect(await refused(text.replace('3 4 1', '3 5 1'))).toMatch(/line 6: row and column must lie within 3 × 4; got "3 5 1"/);
    expect(await refused(text.replace('1 2 3.5', '1 2'))).toMatch(/line 5: must be row, column and value; got "1 2"/);
    expect(await refused(text.replace('3 4 1\n', ''))).toMatch(/the line of sizes announces 3 entries, and the file ends after 2/);
    expect(await refused(`${text}2 2 4\n`)).toMatch(/line 7: the line of sizes announces 3 entries, and this is one more; got "2 2 4"/);
    expect(await refused(text.replace('3 4 3\n', '3 4\n'))).toMatch(/line 3: must give the numbers of rows, columns and entries/);
  });
});

describe('Matrix Market as a graph', () => {
  const links = async (content: string, weighted: boolean | 'present' = false) => {
    const { links: found, report } = await readLinks(file(content, 'g.mtx'), { weighted });
    const { nodes, from, to, weights } = found;
    const rows = [...from].map((end, e) => [nodes.ids[end], nodes.ids[to[e]], ...(weights === undefined ? [] : [weights[e]])].join(' '));
    return { rows, told: report.messages.join('\n') };
  };
  const matrix = (kind: string, ...lines: string[]) => `%%MatrixMarket matrix coordinate ${kind}\n% by hand\n4 4 3\n${lines.join('\n')}\n`;

  test('the line of sizes is no link; rows link to columns', async () => {
    const { rows, told } = await links(matrix('real general', '2 1 0.5', '4 3 2', '1 1 7'), true);
    expect(rows).toEqual(['2 1 0.5', '4 3 2', '1 1 7']);
    expect(told).toContain('Matrix Market: rows link to columns, called by their place from 1');
  });

  test('an entry of a symmetric matrix is a link both ways, one on its diagonal is one link', async () => {
    const { rows, told } = await links(matrix('pattern symmetric', '2 1', '4 3', '1 1'));
    expect(rows).toEqual(['2 1', '1 2', '4 3', '3 4', '1 1']);
    expect(told).toContain('each entry is a link both ways');
    const { edges } = await readEdges(file(matrix('real symmetric', '2 1 0.5', '4 3 2', '4 4 1'), 'g.mtx'));
    expect([edges.matrix.indexes.length, edges.selfEdges]).toEqual([4, 1]);
  });

  test('what holds no links is refused', async () => {
    const refusedAs = async (content: string) => (await refusal(readLinks(file(content, 'g.mtx')))).message;
    expect(await refusedAs('%%MatrixMarket matrix coordinate real general\n3 4 1\n1 4 2\n')).toMatch(
      /line 2: must give as many rows as columns/,
    );
    expect(await refusedAs(matrix('real skew-symmetric', '2 1 3'))).toMatch(/gives one direction of each link a weight below 0/);
    expect(await refusedAs(matrix('complex hermitian', '2 1 3 1'))).toMatch(/holds complex numbers/);
    expect(await refusedAs(matrix('pattern symmetric', '5 1'))).toMatch(/line 4: row and column must lie within 4 × 4; got "5 1"/);
  });
});

describe('case 44: Jester', () => {
  const text = '3,4.5,99,-7.25,1\n2,99,6.5,99,-3\n4,8,2.25,-1,9.75\n1,99,99,5,99\n';

  test('counts first, 99 for none', async () => {
    const { rows, told, interactions } = await read(text);
    expect([interactions.users.size, interactions.items.size]).toEqual([4, 4]);
    expect(rows).toEqual('1 1 4.5,1 3 -7.25,1 4 1,2 2 6.5,2 4 -3,3 1 8,3 2 2.25,3 3 -1,3 4 9.75,4 3 5'.split(','));
    expect(told).toMatch(/laid out as Jester: .*; 99 is no rating/);
  });

  test('a row that counts otherwise is refused', async () => {
    expect(await refused(`${many(300, () => '2,99,6.5,99,-3')}3,99,6.5,99,-3\n`)).toMatch(
      /line 301: the first number says 3 ratings, 2 are there/,
    );
  });
});

test('MIND behaviors: the history of each user, one row an item', async () => {
  const text =
    '1\tU1\t11/10/2019 9:05:58 AM\tN1 N3\tN1-1 N6-0\n2\tU2\t11/11/2019 12:05:58 PM\tN3\tN7-0\n3\tU3\t11/11/2019 1:00:00 PM\t\tN7-1\n';
  const { rows, told } = await read(text, {}, 'behaviors.tsv');
  expect(rows).toEqual(['U1 N1 1@1573376758', 'U1 N3 1@1573376758', 'U2 N3 1@1573473958']);
  expect(told).toMatch(/laid out as the behaviors of MIND: .*the clicks in column 5 are not read/);
  expect(told).toMatch(/1 of its rows have no history/);
});

describe('tables that many bring are named', () => {
  const moment = (k: number): string => `2019-03-${String((k % 28) + 1).padStart(2, '0')}`;
  const u = (k: number): number => 40 + (k % 6);
  const i = (k: number): number => 900 + ((k * 5) % 11);
  const named: readonly (readonly [title: string, text: string, roles: Readonly<Record<string, string>>])[] = [
    [
      'MovieLens ratings',
      many(30, (k) => `${u(k)}\t${i(k)}\t${(k % 5) + 1}\t8800000${10 + k}`),
      { user: 'column 1', item: 'column 2', rating: 'column 3', timestamp: 'column 4' },
    ],
    [
      'MovieLens ratings',
      many(30, (k) => `${u(k)}::${i(k)}::${(k % 5) + 1}::9700000${10 + k}`),
      { user: 'column 1', item: 'column 2', rating: 'column 3', timestamp: 'column 4' },
    ],
    [
      'MovieLens ratings',
      `userId,movieId,rating,timestamp\n${many(9, (k) => `${u(k)},${i(k)},3.5,9700000${10 + k}`)}`,
      { user: 'userId', item: 'movieId', rating: 'rating', timestamp: 'timestamp' },
    ],
    [
      'Amazon ratings',
      many(30, (k) => `A${u(k)},B0${i(k)},${(k % 5) + 1}.0,14000000${10 + k}`),
      { user: 'column 1', item: 'column 2', rating: 'column 3', timestamp: 'column 4' },
    ],
    [
      'Gowalla check-ins',
      many(30, (k) => `${u(k)}\t${moment(k)}T08:00:00Z\t30.2359${k}\t-97.7951${k}\t${i(k)}`),
      { user: 'column 1', item: 'column 5', timestamp: 'column 2' },
    ],
    [
      'Yoochoose clicks',
      many(30, (k) => `${u(k)},${moment(k)}T08:00:00.123Z,2145${i(k)},${'0S'[k % 2]}`),
      { user: 'column 1', item: 'column 3', timestamp: 'column 2' },
    ],
    [
      'Yoochoose buys',
      many(30, (k) => `${u(k)},${moment(k)}T08:00:00.123Z,2145${i(k)},${k}00,${(k % 3) + 1}`),
      { user: 'column 1', item: 'column 3', weight: 'column 5', timestamp: 'column 2' },
    ],
    [
      'Steam play times',
      many(30, (k) => `${u(k)},"Game, part ${i(k)}",${k % 2 ? 'play,6.5' : 'purchase,1.0'},0`),
      { user: 'column 1', item: 'column 2', weight: 'column 4' },
    ],
    [
      'Retailrocket events',
      `timestamp,visitorid,event,itemid,transactionid\n${many(9, (k) => `14330000000${10 + k},${u(k)},view,${i(k)},`)}`,
      { user: 'visitorid', item: 'itemid', timestamp: 'timestamp' },
    ],
    [
      'H&M transactions',
      `t_dat,customer_id,article_id,price,sales_channel_id\n${many(9, (k) => `${moment(k)},c${u(k)},0${i(k)},0.0${k}5,2`)}`,
      { user: 'customer_id', item: 'article_id', timestamp: 't_dat' },
    ],
    [
      'Online Retail',
      `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${many(9, (k) => `5${k},8${i(k)}A,Cup,${k},${moment(k)},2.55,${u(k)},Utopia`)}`,
      { user: 'CustomerID', item: 'StockCode', weight: 'Quantity', timestamp: 'InvoiceDate' },
    ],
    [
      'Goodreads interactions',
      `user_id,book_id,is_read,rating,is_reviewed\n${many(9, (k) => `${u(k)},${i(k)},1,${k % 6},0`)}`,
      { user: 'user_id', item: 'book_id', rating: 'rating' },
    ],
    [
      'Anime ratings',
      `user_id,anime_id,rating\n${many(9, (k) => `${u(k)},${i(k)},${k % 3 ? 8 : -1}`)}`,
      { user: 'user_id', item: 'anime_id', rating: 'rating' },
    ],
    [
      'Book-Crossing ratings',
      `"User-ID";"ISBN";"Book-Rating"\n${many(9, (k) => `"${u(k)}";"0${i(k)}X";"${k % 11}"`)}`,
      { user: 'User-ID', item: 'ISBN', rating: 'Book-Rating' },
    ],
    [
      'Yelp reviews',
      many(9, (k) =>
        JSON.stringify({ review_id: `v${k}`, user_id: `R${u(k)}`, business_id: `B${i(k)}`, stars: (k % 5) + 1, date: moment(k) }),
      ),
      { user: 'user_id', item: 'business_id', rating: 'stars', timestamp: 'date' },
    ],
    [
      'Amazon reviews',
      many(9, (k) =>
        JSON.stringify({
          overall: 5,
          reviewTime: '09 1, 2016',
          reviewerID: `A${u(k)}`,
          asin: `B${i(k)}`,
          unixReviewTime: 1_400_000_000 + k,
        }),
      ),
      { user: 'reviewerID', item: 'asin', rating: 'overall', timestamp: 'unixReviewTime' },
    ],
    [
      'Last.fm plays',
      `userID\tartistID\tweight\n${many(9, (k) => `${u(k)}\t${i(k)}\t${k * 100}`)}`,
      { user: 'userID', item: 'artistID', weight: 'weight' },
    ],
    [
      'a RecBole atomic file',
      `item_id:token\tuser_id:token\trating:float\ttimestamp:float\n${many(9, (k) => `${i(k)}\t${u(k)}\t3\t97000000${k}`)}`,
      { user: 'user_id:token', item: 'item_id:token', rating: 'rating:float', timestamp: 'timestamp:float' },
    ],
  ];

  test.each(named)('%s', async (title, text, roles) => {
    const { report, told } = await read(text, {}, text.startsWith('{') ? 'input.json' : 'input.csv');
    const { context, ...found } = report.columns;
    expect(found).toEqual(roles);
    expect(told).toContain(`laid out as ${title}`);
  });

  test('Online Retail: dates whose order is open are month/day, and told; others are what they must be', async () => {
    const text = (second: string): string =>
      `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,Cup,1,12/1/2010 8:26,2.5,7,Utopia\n2,B,Cup,1,${second},2.5,7,Utopia\n`;
    const open = await read(text('12/2/2010 8:26'));
    expect(open.rows).toEqual(['7 A 1@1291191960', '7 B 1@1291278360']);
    expect(open.told).toContain('dates whose order is open are month/day');
    expect((await read(text('12/2/2010 8:26'), { dates: 'day-first' })).rows[0]).toBe('7 A 1@1263284760');
    expect((await read(text('31/1/2010 8:26'))).rows[0]).toBe('7 A 1@1263284760');
  });

  test('a rating in the layout of clicks is told with its flag', async () => {
    const text = many(30, (k) => `${u(k)},${moment(k)}T08:00:00.123Z,2145${i(k)},${(k % 5) + 1}`);
    expect((await read(text)).told).toMatch(/column 4 may be a rating: --columns rating=4 takes it/);
    expect((await read(text, { columns: 'rating=4' })).report.columns).toMatchObject({
      user: 'column 1',
      item: 'column 3',
      rating: 'column 4',
    });
  });

  test('--columns overrules', async () => {
    const text = many(30, (k) => `${u(k)},${moment(k)}T08:00:00.123Z,2145${i(k)},${'0S'[k % 2]}`);
    expect((await read(text, { columns: 'user=1,item=4,timestamp=2' })).report.columns).toMatchObject({ item: 'column 4' });
  });
});

describe('over many pieces of a file', () => {
  /** 60,000 rows, so that the pieces of the file end within lines. */
  const rows = Array.from({ length: 60_000 }, (_, k) => ({ user: String((k * 7919) % 3001), item: String(k % 19) }));
  const ofItem = (item: number) => rows.filter((row) => row.item === String(item));
  const plain = `user,item\n${rows.map(({ user, item }) => `${user},${item}\n`).join('')}`;
  const wanted = async () => shown((await readInteractions(file(plain))).interactions);

  test('Netflix blocks', async () => {
    const blocks = Array.from(
      { length: 19 },
      (_, item) =>
        `${item}:\r\n${ofItem(item)
          .map(({ user }) => `${user}\r\n`)
          .join('')}`,
    ).join('');
    expect((await read(blocks)).rows).toEqual(await wanted());
    expect(await refused(`${blocks}1,2\n`)).toMatch(/line 60020: must be a film such as 7: or customer; got "1,2"/);
  });

  test('lists of items', async () => {
    const items = new Map<string, string[]>();
    for (const { user, item } of rows) items.set(user, [...(items.get(user) ?? []), item]);
    const lists = Array.from(items, ([user, all]) => `${user} ${all.join(' ')}\n`).join('');
    expect((await read(`999999\n${lists}`)).rows).toEqual(await wanted());
  });

  test('Matrix Market, whose refusals name the line', async () => {
    const entries = rows.map(({ user, item }) => `${Number(user) + 1} ${Number(item) + 1}\n`).join('');
    const market = `%%MatrixMarket matrix coordinate pattern general\n%\n3001 19 60000\n${entries}`;
    expect((await read(market)).interactions.size).toBe((await wanted()).length);
    expect(await refused(`${market}3002 1\n`)).toMatch(/line 60004: row and column must lie within/);
  });
});

/** Bytes of each format, changed here and there: read or refused by a LikewiseError, and never anything else. */
test('mutated files of every format are read or refused', async () => {
  const seeds = [
    '7:\n1501,3,2005-09-06\n1502,5,2005-05-13\n8:\n1501,4,2005-12-26\n',
    '0 10 11 12\n1 10\n2\n3 10 15\n',
    '2 7 9\n1 7\n3 7 8 9\n',
    '%%MatrixMarket matrix coordinate real general\n3 4 3\n1 4 5\n1 2 3.5\n3 4 1\n',
    '3,4.5,99,-7.25,1\n2,99,6.5,99,-3\n4,8,2.25,-1,9.75\n1,99,99,5,99\n',
    '1\tU1\t11/10/2019 9:05:58 AM\tN1 N3\tN1-1 N6-0\n2\tU2\t11/11/2019 12:05:58 PM\tN3\tN7-0\n',
    ',film,play,song\nann,5.0,3.0,\nbob,,,4.0\n',
  ];
  const random = seededRandom(0, 'mutated-formats');
  const signs = '0123456789:,.\t\n -%";x\u00e9';
  for (let round = 0; round < 700; round++) {
    const text = [...seeds[round % seeds.length]];
    for (let change = random.integer(4); change >= 0; change--) {
      const at = random.integer(text.length);
      const sign = signs[random.integer(signs.length)];
      text.splice(at, random.integer(3), ...(random.integer(2) === 0 ? [sign] : []));
    }
    const options: ReadOptions = random.integer(3) === 0 ? { matrix: 'users', missing: [99] } : {};
    const outcome = await readInteractions(file(text.join('')), options).catch((error: unknown) => error);
    if (outcome instanceof LikewiseError) expect(outcome.message).not.toMatch(/\n|undefined|\[object/);
    else if (outcome instanceof Error) throw new Error(`${JSON.stringify(text.join(''))}: ${outcome.stack}`);
  }
});

describe.runIf(process.env['LIKEWISE_DATA_DIR'] !== undefined)('the files themselves', () => {
  const data = process.env['LIKEWISE_DATA_DIR'] as string;
  test.each([['ml-100k/u.data.gz', 100_000, 943, 1682, 'MovieLens ratings']])('%s', async (path, rows, users, items, title) => {
    const { interactions, report } = await readInteractions(join(data, path));
    expect([report.rows, interactions.users.size, interactions.items.size]).toEqual([rows, users, items]);
    expect(report.messages.join()).toContain(`laid out as ${title}`);
  });
});
