/** Situations that users of other recommenders reported, by their number in the list of cases. */
import { expect, test } from 'vitest';
import { readBaskets } from '../../src/data/read/baskets.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { readTable } from '../../src/data/read/table.ts';
import { file, refusal, shown } from './files.ts';

const excel =
  '\ufeffKunde;Artikel;Bewertung\r\nOst-Shop;Zange;4,5\r\nOst-Shop;Säge;1,5\r\nBau & Co;Zange;5\r\nBau & Co;"Bohrer; 8 mm";3,5\r\nHof 3;Säge;2\r\nHof 3;Hammer;4\r\n\r\n';

test.each([undefined, 'user,item,rating'])('1: a spreadsheet export, --columns %s', async (columns) => {
  const { interactions, report } = await readInteractions(file(excel), { columns });
  expect(shown(interactions)).toEqual([
    'Bau & Co Bohrer; 8 mm 3.5',
    'Bau & Co Zange 5',
    'Hof 3 Hammer 4',
    'Hof 3 Säge 2',
    'Ost-Shop Säge 1.5',
    'Ost-Shop Zange 4.5',
  ]);
  expect(interactions.ratingScale).toEqual({ min: 1.5, max: 5 });
  expect(report).toMatchObject({ rows: 6, delimiter: ';', header: true, decimalComma: true, encoding: 'utf-8' });
  expect(report.columns).toEqual({ user: 'Kunde', item: 'Artikel', rating: 'Bewertung', context: [] });
  expect(report.messages.join('\n')).toMatch(/separator ;.*decimal comma[\s\S]*user = Kunde, item = Artikel, rating = Bewertung/);
});

test('2: ids that look like numbers keep every character', async () => {
  const text =
    'user,item,rating\n007,0042,5\n7,0042,4\n007,42,3\n7,42,2\n9007199254740992,0042,5\n9007199254740993,42,1\n9007199254740993,1e3,4\n9007199254740992,1000,4\n';
  const { interactions } = await readInteractions(file(text));
  expect(interactions.users.ids).toEqual(['007', '7', '9007199254740992', '9007199254740993']);
  expect(interactions.items.ids).toEqual(['0042', '1000', '1e3', '42']);
  expect(shown(interactions)).toContain('9007199254740993 1e3 4');
  expect(interactions.size).toBe(8);
});

test('3: one bad cell is refused by line, field and value', async () => {
  const error = await refusal(readInteractions(file('user,item,rating\nu1,i1,4\nu1,i2,3\nu2,i1,5\nu2,i3,—\nu3,i2,4\nu3,i3,2\n')));
  expect(error.message).toMatch(/line 5: rating must be a finite number; got "—"/);
  expect(error.data).toMatchObject({ line: 5, field: 'rating', value: '—' });
});

test('4: rows that become wider in the middle are refused', async () => {
  const text = 'user,item,rating\nu1,i1,4\nu1,i2,3\nu2,i1,5,old\nu2,i3,2,old\nu3,i2,4,new\nu3,i3,2,new\n';
  const error = await refusal(readInteractions(file(text)));
  expect(error.message).toMatch(/line 4: 4 fields, but line 1 has 3/);
  expect(error.data).toMatchObject({ line: 4, fields: 4, expected: 3 });
});

test('5: columns in another order', async () => {
  const text =
    'stars,product,when,customer\n5,900,1700000000,11\n3,901,1700000100,11\n4,900,1700000200,12\n1,902,1700000300,12\n2,903,1700000400,13\n5,900,1700000500,13\n';
  const { interactions, report } = await readInteractions(file(text));
  expect(report.columns).toEqual({ user: 'customer', item: 'product', rating: 'stars', timestamp: 'when', context: [] });
  expect([interactions.users.size, interactions.items.size, interactions.size]).toEqual([3, 4, 6]);
  expect(shown(interactions)[0]).toBe('11 900 5@1700000000');
});

const duplicates =
  'user,item,rating,timestamp\na,x,2,1700000900\nb,x,4,1700000100\na,x,5,1700000100\nb,y,3,1700000200\na,x,4,1700000500\nc,y,1,1700000300\nb,y,3,1700000200\nc,x,2,1700000400\n';

test.each([
  ['last', 2],
  ['mean', Math.fround(11 / 3)],
  ['sum', 11],
] as const)('6: the same pair several times, rule %s', async (rule, value) => {
  const { interactions, report } = await readInteractions(file(duplicates), { duplicates: rule });
  expect(interactions.userItems.values[0]).toBe(value);
  expect(report).toMatchObject({ rows: 8, pairs: 5, mergedRows: 3 });
  expect(report.warnings.join()).toMatch(/3 rows repeat one of 5 distinct pairs; merged by the rule/);
});

test('6: rule error names the lines; without times the last row wins', async () => {
  const error = await refusal(readInteractions(file(duplicates), { duplicates: 'error' }));
  expect(error.message).toMatch(/lines 2 and 4 \(and 1 more\): the same pair \(a, x\)/);
  expect(error.data['lines']).toEqual([2, 4, 6]);
  const { interactions } = await readInteractions(file('user,item,rating\na,x,2\na,x,5\na,x,4\n'));
  expect(shown(interactions)).toEqual(['a x 4']);
});

test('7: times one second apart stay apart, in seconds, milliseconds and ISO 8601', async () => {
  const moments = [1700000002, 1700000001, 1700000000];
  const iso = (seconds: number) => new Date((seconds + 7200) * 1000).toISOString().replace('.000Z', '+02:00');
  for (const write of [String, (seconds: number) => `${seconds}000`, iso]) {
    const text = `user,item,timestamp\n${moments.map((moment, k) => `1,i${k},${write(moment)}`).join('\n')}\n`;
    const { interactions } = await readInteractions(file(text));
    expect([...(interactions.timestamps ?? [])]).toEqual(moments);
    expect(interactions.valueKind).toBe('none');
  }
});

test('8: zero and negative ratings are ratings', async () => {
  const { interactions } = await readInteractions(
    file('user,item,rating\na,x,0\na,y,-10\nb,x,10\nb,z,0\nc,y,-2.5\nc,z,7.5\nd,x,0\nd,y,3\n'),
  );
  expect(interactions.size).toBe(8);
  expect(interactions.ratingScale).toEqual({ min: -10, max: 10 });
  expect(shown(interactions)).toContain('c y -2.5');
});

test('9: quotes, line breaks and emoji in ids', async () => {
  const text =
    'user,item\n"Mill, North","Bolt ""M8"""\n"Mill, North","Tape\nwide"\n😀,"Bolt ""M8"""\n😀,café\nplain,café\nplain,"Tape\nwide"\n';
  const { interactions } = await readInteractions(file(text));
  expect(interactions.users.ids).toEqual(['Mill, North', 'plain', '😀']);
  expect(interactions.items.ids).toEqual(['Bolt "M8"', 'Tape\nwide', 'café']);
  expect(interactions.size).toBe(6);
  const error = await refusal(readInteractions(file(text.replace('plain,café', 'plain')), {}));
  expect(error.message).toMatch(/line 7: 1 field/);
});

test('21: baskets, the first line among them, blanks around names gone', async () => {
  const baskets = await readBaskets(file('bread,milk\nbread,milk,milk\nmilk,milk,milk\nbread, jam\nbread,milk,jam \ntea\n'));
  expect(baskets).toEqual([
    ['bread', 'milk'],
    ['bread', 'milk', 'milk'],
    ['milk', 'milk', 'milk'],
    ['bread', 'jam'],
    ['bread', 'milk', 'jam'],
    ['tea'],
  ]);
});

test('22: the first line of an edge list is a link', async () => {
  const edges = 'home,shop\nhome,blog\nblog,home\nblog,home\nshop,shop\nshop,cart\nabout,home\n';
  const table = await readTable(file(edges), { header: 'known-names' });
  expect(table.header).toBe(false);
  expect(table.rows).toHaveLength(7);
  expect(table.rows[0]).toEqual(['home', 'shop']);
});

test('23: votes and logs as tables that know their lines', async () => {
  const votes = await readTable(file('id,ups,downs\nnew,3,0\nfair,9,3\nnone,0,0\n'));
  expect(votes.names).toEqual(['id', 'ups', 'downs']);
  expect(votes.rows[2]).toEqual(['none', '0', '0']);
  const logs = await readTable(file('item_id,position,click,propensity_score\n3,1,0,0.25\n1,1,1,0.5\n3,1,1,0\n2,1,0,0.25\n'));
  expect(logs.where(logs.rows.findIndex((row) => row[3] === '0'))).toBe('line 4');
});
