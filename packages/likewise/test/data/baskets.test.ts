/** Files of baskets that are not one basket a line, known by what their first line says. */
import { describe, expect, test } from 'vitest';
import { readBaskets, readLongBaskets } from '../../src/data/read/baskets.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { file, refusal } from './files.ts';

async function read(text: string) {
  const notes: string[] = [];
  const baskets = await readBaskets(file(text), { onNote: (note) => notes.push(note) });
  return { baskets, notes };
}

describe('case 69: a table of 0 and 1', () => {
  const baskets = [['milk', 'bread'], ['milk'], [], ['jam']];
  test.each([
    ['numbers', 'milk,bread,jam\n1,1,0\n1,0,0\n0,0,0\n0,0,1\n'],
    ['words', 'milk;bread;jam\nTrue;True;False\nTrue;False;False\nFalse;False;False\nFalse;False;True\n'],
    ['empty cells', 'milk,bread,jam\n1,1,\n1,,\n,,\n,,1\n'],
    ['an index', ',milk,bread,jam\n0,1,1,0\n1,1,0,0\n2,0,0,0\n3,0,0,1\n'],
    ['numbers of baskets', 'order,milk,bread,jam\nA1,1,1,0\nA2,1,0,0\nA3,0,0,0\nA4,0,0,1\n'],
  ])('%s', async (_, text) => {
    expect(await read(text)).toEqual({ baskets, notes: ['a table of 0 and 1: 4 baskets of 3 items named in the first line'] });
  });

  test('without names it is refused; pairs of items called 0 and 1 are baskets', async () => {
    const error = await refusal(read('1,1,0\n1,0,0\n'));
    expect([error.code, error.message]).toEqual(['not-baskets', expect.stringContaining('name the items in a first line')]);
    expect((await read('0,1\n1,0\n')).baskets).toEqual([
      ['0', '1'],
      ['1', '0'],
    ]);
  });
});

describe('case 70: a row for each basket and item', () => {
  test('is known by the names of its columns, and told', async () => {
    const { baskets, notes } = await read('TransactionID,Item\n1,milk\n2,jam\n1,bread\n');
    expect(baskets).toEqual([['milk', 'bread'], ['jam']]);
    expect(notes).toEqual(['a row for each basket and item: basket = TransactionID, item = Item']);
    const shop = await read('InvoiceNo,StockCode,Country\n900,77A,Utopia\n900,78,Utopia\n901,78,Utopia\n');
    expect(shop.baskets).toEqual([['77A', '78'], ['78']]);
  });

  test('an empty cell is refused by its line in the file', async () => {
    expect((await refusal(read('order,item\n1,milk\n2,\n'))).message).toMatch(/line 3: item must be filled in/);
  });

  test('baskets of goods with such names stay baskets where their lines differ in length', async () => {
    expect((await read('order,item\n1\n2,milk,jam\n')).baskets[0]).toEqual(['order', 'item']);
  });
});

describe('baskets as lists', () => {
  const lists = [['tea', 'jam'], ['tea', 'jam', 'milk'], ['milk']];
  const lines = (record: (list: readonly string[]) => unknown) => lists.map((list) => `${JSON.stringify(record(list))}\n`).join('');

  test.each([
    ['objects, one a line', lines((basket) => ({ basket }))],
    ['lists, one a line', lines((list) => list)],
    ['a list of lists', JSON.stringify(lists)],
    [
      'an array of objects over lines',
      JSON.stringify(
        lists.map((products, k) => ({ order: k, products })),
        null,
        2,
      ),
    ],
    ['the list of the known name among several', lines((items) => ({ tags: ['a'], items }))],
    [
      'a column of CSV as JSON',
      `order,items\n${lists.map((list, k) => `${k},"${JSON.stringify(list).replaceAll('"', '""')}"\n`).join('')}`,
    ],
    ['a column of CSV as Python prints it', "items\n\"['tea', 'jam']\"\n\"['tea', 'jam', 'milk']\"\n\"['milk']\"\n"],
  ])('%s', async (_, text) => {
    const { baskets, notes } = await read(text);
    expect(baskets).toEqual(lists);
    expect(notes).toContainEqual(expect.stringMatching(/^each list is a basket \(\w+\)$/));
  });

  test('lists of numbers, empty ones, and rows of an order that go on', async () => {
    expect((await read('[[1,2],[],[12345678901234567890]]')).baskets).toEqual([['1', '2'], [], ['12345678901234567890']]);
    const rows = '{"order":1,"items":["tea"]}\n{"order":2,"items":["jam"]}\n{"order":1,"items":["milk","jam"]}\n';
    const long = await readLongBaskets(file(rows, 'x.jsonl'), { columns: 'basket=order,item=items' });
    expect(long.rows).toEqual([['tea', 'milk', 'jam'], ['jam']]);
  });

  test('what is no list of items is refused by its line', async () => {
    expect((await refusal(read('["tea"]\n["tea",["jam"]]\n'))).message).toMatch(/line 2: record must be a list of texts or numbers/);
    expect((await refusal(read("['tea']\n['jam']\n"))).message).toMatch(/line 1: not JSON/);
    expect((await refusal(read('{"order":1,"product":"tea"}\n'))).message).toMatch(/--long reads a row for each basket and item/);
    expect((await refusal(readInteractions(file('[["tea","jam"]]', 'x.json')))).message).toMatch(/must be a JSON object/);
  });
});
