/** Cells that are lists become one row an element. */
import { expect, test } from 'vitest';
import { type CellTable, cellText } from '../../src/data/cells/cell-table.ts';
import { isListColumn, oneRowAnElement } from '../../src/data/cells/list-cells.ts';
import { withCells } from '../../src/data/cells/open-cells.ts';
import { file, refusal } from './files.ts';

async function rowsOf(table: CellTable): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { rows: count, slices } of table.blocks())
    for (let row = 0; row < count; row++) rows.push(slices.map((slice) => cellText(slice, row)));
  return rows;
}

const carts = '{"user":"ana","items":["tea","jam"]}\n\n{"user":"ben","items":[]}\n{"user":"cyd","items":["tea",12345678901234567890]}\n';

test('case 51: lists of JSON become one row an element, and rows know their lines', async () => {
  await withCells(file(carts, 'x.jsonl'), {}, async (table) => {
    expect([isListColumn(table, 0), isListColumn(table, 1)]).toEqual([false, true]);
    const long = oneRowAnElement(table, 1);
    expect(long.sample).toEqual([
      ['ana', 'tea'],
      ['ana', 'jam'],
      ['cyd', 'tea'],
      ['cyd', '12345678901234567890'],
    ]);
    expect(await rowsOf(long)).toEqual(long.sample);
    expect([0, 1, 2, 3].map((row) => long.where(row).text)).toEqual(['line 1', 'line 1', 'line 4', 'line 4']);
    expect(long.notes()).toEqual(['lists of items became one row an element: 4 rows', '1 of 3 rows have an empty list and none of them']);
  });
});

test('case 51: lists in CSV, as JSON or as Python writes them', async () => {
  const text = `user;items\nana;"['tea', ""jam""]"\nben;[7, 8.50]\ncyd;"[""a""]"\n`;
  await withCells(file(text), {}, async (table) => {
    expect(isListColumn(table, 1)).toBe(true);
    expect(await rowsOf(oneRowAnElement(table, 1))).toEqual([
      ['ana', 'tea'],
      ['ana', 'jam'],
      ['ben', '7'],
      ['ben', '8.50'],
      ['cyd', 'a'],
    ]);
  });
});

test('case 51: a cell that is no list, or a list of objects, is refused by line and field', async () => {
  const odd: readonly [string, RegExp][] = [
    ['{"user":"dan","items":"tea"}', /line 5: items must be a list of texts or numbers .*; got "tea"/],
    ['{"user":"dan","items":[{"id":1}]}', /line 5: items must be a list of texts or numbers .*; got "{\\"id\\":1}"/],
  ];
  for (const [line, sentence] of odd) {
    const reading = withCells(file(carts + line, 'x.jsonl'), {}, (table) => rowsOf(oneRowAnElement(table, 1)));
    expect((await refusal(reading)).message).toMatch(sentence);
  }
});
