/** Which column is what: by names in any style, then by what the columns hold; refused where that is not sure. */
import { describe, expect, test } from 'vitest';
import { roleInName, roleNamed } from '../../src/data/cells/column-names.ts';
import { type ReadOptions, readInteractions } from '../../src/data/read/interactions.ts';
import { file, refusal, shown } from './files.ts';

const lines = (count: number, row: (k: number) => string): string => Array.from({ length: count }, (_, k) => `${row(k)}\n`).join('');
const rolesOf = async (text: string, options: ReadOptions = {}) => {
  const { report } = await readInteractions(file(text), options);
  const { context, ...roles } = report.columns;
  return roles;
};
const day = (k: number): string => `2021-03-${String((k % 28) + 1).padStart(2, '0')}`;

describe('names', () => {
  test.each([
    ['Book-Rating', 'rating'],
    ['customer_email', 'user'],
    ['item_id:token', 'item'],
    ['rating:float', 'rating'],
    ['preference', 'rating'],
    ['t_dat', 'timestamp'],
    ['bill_no', 'user'],
    ['bill_date', 'timestamp'],
    ['icode', 'item'],
    ['customer_code', 'user'],
    ['StockCode', 'item'],
    ['itemDescription', 'item'],
    ['Member_number', 'user'],
    ['target_item', 'item'],
    ['fk_product_id', 'item'],
    ['eventTime', 'timestamp'],
    ['is_click', 'weight'],
  ])('%s is the %s', (name, role) => {
    expect(roleInName(name)?.role).toBe(role);
  });

  test.each([
    'UnitPrice',
    'user_age',
    'avg_rating',
    'num_ratings',
    'release_date',
    'birth_date',
    'item_price',
    'Country',
    'review_id',
    'id',
  ])('%s is none', (name) => {
    expect(roleInName(name)).toBeUndefined();
  });

  test('an order is a user where there is no better one, and never an item', () => {
    expect([roleNamed('InvoiceNo'), roleNamed('customer_code')].map((found) => found?.role)).toEqual(['user', 'user']);
    expect(roleNamed('InvoiceNo')?.rank).toBeGreaterThan(roleNamed('customer_code')?.rank as number);
    expect(roleNamed('TransactionID')?.role).toBe('user');
  });

  test('a title among the rows is no header', async () => {
    const { report, interactions } = await readInteractions(file('u1,Comic Book,3\nu2,Video Game,4\n'));
    expect([report.header, interactions.size]).toEqual([false, 2]);
  });
});

test('case 34: a header of compound names', async () => {
  const text =
    'bill_no,bill_date,icode,customer_code\nZ1,2022-02-01 07:19:45,B1,41\nZ1,2022-02-01 07:19:45,B2,41\nZ2,2022-02-02 09:00:00,B1,42\n';
  expect(await rolesOf(text)).toEqual({ user: 'customer_code', item: 'icode', timestamp: 'bill_date' });
});

test('case 37: a compound name of the rating', async () => {
  const { interactions, report } = await readInteractions(file('"User-ID";"ISBN";"Book-Rating"\n"9";"0X";"8"\n"9";"02";"0"\n'));
  expect([report.columns.rating, shown(interactions)]).toEqual(['Book-Rating', ['9 02 0', '9 0X 8']]);
});

test('case 39: a label of 0 and 1 is a value', async () => {
  const { interactions, report } = await readInteractions(file('user_id,item_id,click\nu1,A,0\nu2,B,1\nu3,A,0\n'));
  expect([report.columns.weight, shown(interactions)]).toEqual(['click', ['u1 A 0', 'u2 B 1', 'u3 A 0']]);
});

test('case 68: an invoice is an order; an empty customer names the columns taken', async () => {
  const head = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n';
  const rows = '900,77A,Lamp,6,2010-12-01 08:26,2.55,501\n900,78,Bowl,6,2010-12-01 08:26,1.85,501\n';
  expect(await rolesOf(head + rows)).toEqual({ user: 'CustomerID', item: 'StockCode', weight: 'Quantity', timestamp: 'InvoiceDate' });
  const error = await refusal(readInteractions(file(`${head}${rows}901,77A,Lamp,1,2010-12-01 09:41,2.55,\n`)));
  expect(error.message).toContain('Read as --columns user=CustomerID,item=StockCode,weight=Quantity,timestamp=InvoiceDate.');
});

test('case 70: a transaction and an item are a header', async () => {
  expect(await rolesOf('TransactionID,Item\n1,milk\n1,bread\n2,milk\n')).toEqual({ user: 'TransactionID', item: 'Item' });
});

describe('contents, without a header', () => {
  test('case 31: session, moment, item, category', async () => {
    const text = [
      '11,2021-03-01T08:00:00.120Z,910000071,2',
      '11,2021-03-01T08:01:00.500Z,910000072,3',
      '12,2021-03-01T09:00:00.000Z,910000071,2',
      '12,2021-03-01T09:05:00.000Z,910000073,1',
      '13,2021-03-02T10:00:00.000Z,910000071,2',
      '13,2021-03-02T10:00:09.000Z,910000072,3',
    ].join('\n');
    const { interactions, report } = await readInteractions(file(text));
    expect(report.columns).toMatchObject({ user: 'column 1', item: 'column 3', timestamp: 'column 2' });
    expect([interactions.users.size, interactions.items.size, report.decidedBy]).toEqual([3, 3, 'contents']);
    expect(report.messages.join()).toMatch(/by what the columns hold/);
  });

  test('user, moment, latitude, longitude, place', async () => {
    const text = lines(40, (k) => `${k % 5},${day(k)}T10:00:00Z,${31 + (k % 7)}.51234,-98.${50000 + (k % 7)},${900 + (k % 7)}`);
    expect(await rolesOf(text)).toEqual({ user: 'column 1', item: 'column 5', timestamp: 'column 2' });
  });

  test('row numbers before user, item, rating', async () => {
    const text = lines(30, (k) => `${k},u${k % 5},i${k % 7},${(k % 5) + 1}`);
    expect(await rolesOf(text)).toEqual({ user: 'column 2', item: 'column 3', rating: 'column 4' });
  });

  test('a moment before user and item', async () => {
    const text = lines(30, (k) => `${day(k)},u${k % 5},i${k % 7},${(k % 5) + 1}`);
    expect(await rolesOf(text)).toEqual({ user: 'column 2', item: 'column 3', rating: 'column 4', timestamp: 'column 1' });
  });

  test('words between item and value', async () => {
    const text = lines(30, (k) => `${k % 5},Game ${k % 7},play,${(k % 9) + 0.5},7`);
    expect(await rolesOf(text)).toEqual({ user: 'column 1', item: 'column 2', rating: 'column 4' });
  });

  test('several columns that may be the item are refused with the likeliest reading, which reads', async () => {
    const text = lines(30, (k) => `${day(k)},u${k % 5},i${k % 7},s${k % 3}`);
    const error = await refusal(readInteractions(file(text)));
    expect(error.message).toMatch(/the likeliest reading is --columns user=2,item=3,timestamp=1\./);
    expect(await rolesOf(text, { columns: 'user=2,item=3,timestamp=1' })).toMatchObject({ user: 'column 2', item: 'column 3' });
  });

  test.each([
    ['numbers', (k: number) => 700 + (k % 7)],
    ['texts', (k: number) => `film ${k % 7}`],
  ])('user, rating, item is as likely as user, item, weight: %s', async (_, item) => {
    const text = lines(30, (k) => `${k % 6},${(k % 5) + 1},${item(k)}`);
    const error = await refusal(readInteractions(file(text)));
    expect(error.message).toMatch(/the likeliest reading is --columns user=1,item=3,rating=2\./);
    expect(await rolesOf(text, { columns: 'user=1,item=3,rating=2' })).toMatchObject({ item: 'column 3', rating: 'column 2' });
    // Counts, and items that are more than a scale, leave no doubt.
    expect(await rolesOf(lines(30, (k) => `${k % 6},${(k % 5) + 1},${k % 50}`))).toMatchObject({ item: 'column 2' });
    expect(await rolesOf(lines(30, (k) => `${k % 6},${k * 3},${item(k)}`))).toMatchObject({ item: 'column 2' });
  });

  test('prices and moments alone are no ids', async () => {
    const error = await refusal(readInteractions(file(lines(9, (k) => `${day(k)},${k}.25,${k}.75`))));
    expect(error.message).toMatch(/no two of them look like ids; name both with --columns user=…,item=…\./);
  });
});

describe('files of shops, players and forms', () => {
  const u = (k: number): number => 40 + (k % 6);
  const i = (k: number): number => 900 + ((k * 5) % 11);
  const table = (head: string, row: (k: number) => string): string => `${head}\n${lines(30, row)}`;

  test.each([
    [
      'orders of a shop',
      table('Row ID,Order ID,Order Date,Ship Date,Customer ID,Customer Name,Product ID,Category,Product Name,Sales,Quantity', (k) =>
        [
          k,
          `C-${k >> 1}`,
          day(k),
          day(k + 1),
          `G${u(k)}`,
          `Ann ${u(k)}`,
          `F${i(k)}`,
          'Chairs',
          `Chair ${i(k)}`,
          `${k}.5`,
          (k % 4) + 1,
        ].join(','),
      ),
      { user: 'Customer ID', item: 'Product ID', weight: 'Quantity', timestamp: 'Order Date' },
    ],
    [
      'baskets with members',
      table('Member_number,Date,itemDescription', (k) => `${u(k)},${day(k)},thing ${i(k)}`),
      { user: 'Member_number', item: 'itemDescription', timestamp: 'Date' },
    ],
    [
      'an answered form',
      table('Timestamp,Email Address,Movie,Rating', (k) => `${day(k)} 10:00:00,u${u(k)}@x.org,Film ${i(k)},${(k % 5) + 1}`),
      { user: 'Email Address', item: 'Movie', rating: 'Rating', timestamp: 'Timestamp' },
    ],
    [
      'a player with several clocks',
      table('user_id,video_id,play_duration,time,date,timestamp,watch_ratio', (k) =>
        [u(k), i(k), 4000 + k, `${day(k)} 10:00:00`, `202103${10 + (k % 20)}`, 1_500_000_000 + k, `0.${k}7`].join(','),
      ),
      { user: 'user_id', item: 'video_id', weight: 'watch_ratio', timestamp: 'timestamp' },
    ],
    [
      'a session of clicks',
      table('session,aid,ts,type', (k) => `${u(k)},${i(k)},${1_500_000_000_000 + k},clicks`),
      { user: 'session', item: 'aid', timestamp: 'ts' },
    ],
    [
      'moments by what happened',
      table('customer_id,sku,purchased_at', (k) => `${u(k)},${i(k)},${day(k)}`),
      { user: 'customer_id', item: 'sku', timestamp: 'purchased_at' },
    ],
  ] as const)('%s', async (_, text, roles) => {
    expect(await rolesOf(text)).toEqual(roles);
  });

  test('one row a user is no row number', async () => {
    expect(await rolesOf(lines(30, (k) => `${k + 1},${i(k)},${(k % 5) + 1}`))).toEqual({
      user: 'column 1',
      item: 'column 2',
      rating: 'column 3',
    });
  });

  test('a category behind user and item is no weight, and told', async () => {
    const { report } = await readInteractions(file(lines(30, (k) => `${u(k)},${i(k)},475${6000 + (k % 7)},pv,${1_500_000_000 + k},x`)));
    expect(report.columns).toMatchObject({ timestamp: 'column 5', context: ['column3', 'column4', 'column6'] });
    expect(report.messages.join()).toMatch(/column 3 may be a weight: --columns weight=3 takes it/);
  });

  test('a time of the week is context', async () => {
    const { report } = await readInteractions(
      file(table('userid,itemid,rating,Time', (k) => `${u(k)},${i(k)},${(k % 5) + 1},${k % 2 ? 'Weekend' : 'Weekday'}`)),
    );
    expect(report.columns).toEqual({ user: 'userid', item: 'itemid', rating: 'rating', context: ['Time'] });
  });

  test('a moment with the name of its month is read', async () => {
    const { report } = await readInteractions(
      file(lines(30, (k) => `${u(k)}\tv${i(k)}\t-240\tTue Apr ${10 + (k % 20)} 18:00:09 +0000 2012`)),
    );
    expect(report.messages.join()).toContain('timestamp = column 4 (dates)');
  });

  test('a table of items says so', async () => {
    const error = await refusal(readInteractions(file(table('movieId,title,genres', (k) => `${k},Film ${k},Drama`))));
    expect(error.message).toMatch(
      /known as the user: it seems to tell of items, not of who met them; give it with --titles or --item-features/,
    );
    expect(
      (await refusal(readInteractions(file(lines(30, (k) => `${k + 1}::Film ${k}::${['Drama|Comedy', 'Action', 'War'][k % 3]}`))))).code,
    ).toBe('missing-column');
  });
});

describe('names that nobody knows', () => {
  test('a few columns are taken in their order, as told', async () => {
    const { report } = await readInteractions(file('a,b,c\nu1,i1,4.5\nu2,i1,3\n'));
    expect([report.columns, report.decidedBy]).toEqual([{ user: 'a', item: 'b', rating: 'c', context: [] }, 'order']);
  });

  test('more are refused with the likeliest reading: what comes again is an id, moments, prices and counts are not', async () => {
    const head = 'seq,at,cost,kode,wer code,mark\n';
    const text = head + lines(40, (k) => `${k},${day(k)} 10:00,${k}.99,k${k % 7},w${k % 5},x${k}`);
    const error = await refusal(readInteractions(file(text)));
    expect(error.message).toMatch(/is known as the user or the item; the likeliest reading is --columns /);
    expect(error.message).toMatch(/item='?(kode|wer code)/);
    expect(error.message).not.toMatch(/(user|item)=(seq|at|cost)/);
  });

  test('of one name known, the other is offered, quoted for a shell', async () => {
    const text = `CustomerID,the thing,qty\n${lines(20, (k) => `${k % 5},t${k % 7},${k}`)}`;
    const error = await refusal(readInteractions(file(text)));
    expect(error.message).toMatch(/known as the item; the likeliest reading is --columns 'user=CustomerID,item=the thing,weight=qty'\./);
  });
});

describe('--columns by name', () => {
  const head = 'InvoiceNo,code,Quantity,InvoiceDate,CustomerID\n';
  const text = `${head}${lines(9, (k) => `9${k % 3},k${k % 4},${k + 1},${day(k)},c${k % 3}`)}`;

  test('one role leaves the others to detection', async () => {
    expect(await rolesOf(text, { columns: 'item=code' })).toEqual({
      user: 'CustomerID',
      item: 'code',
      weight: 'Quantity',
      timestamp: 'InvoiceDate',
    });
    expect(await rolesOf(text, { columns: 'user=InvoiceNo,item=code' })).toMatchObject({ user: 'InvoiceNo', weight: 'Quantity' });
  });

  test('a role of - has no column', async () => {
    expect(await rolesOf(text, { columns: 'item=code,weight=-,timestamp=-' })).toEqual({ user: 'CustomerID', item: 'code' });
  });

  test('what stays unsure is refused', async () => {
    const error = await refusal(readInteractions(file('a,b,c,d,e\n1,2,3,4,5\n'), { columns: 'user=a' }));
    expect(error.message).toMatch(/is known as the item; the likeliest reading is --columns user=a,item=/);
  });
});

describe('a value or time without a role is said with its flag', () => {
  const said = async (text: string): Promise<string> => (await readInteractions(file(text))).report.messages.join('\n');

  test('a scale and moments under names that nobody knows', async () => {
    const told = await said(`user,item,liking,seen\n${lines(30, (k) => `u${k % 5},i${k % 7},${(k % 5) + 1},${day(k)}`)}`);
    expect(told).toMatch(/column liking may be a rating: --columns rating=liking takes it/);
    expect(told).toMatch(/column seen may be a timestamp: --columns timestamp=seen takes it/);
  });

  test('a second value whose name is known', async () => {
    expect(await said('user,item,rating,plays\nu,i,3,12\nv,i,4,2\n')).toMatch(
      /column plays may be a weight: --columns weight=plays takes it/,
    );
  });

  test('not so what speaks of something else', async () => {
    const told = await said(
      `user,item,age,channel_id,release_date\n${lines(30, (k) => `u${k % 5},i${k % 7},${(k % 5) + 1},${k % 4},${day(k)}`)}`,
    );
    expect(told).not.toMatch(/may be/);
  });
});
