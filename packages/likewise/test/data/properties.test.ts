/** Any table written as text comes back as it was; any bytes are read or refused. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import fc from '../../../core/testkit/properties.ts';
import { plainNumber } from '../../src/data/cells/cell-values.ts';
import { RowSplitter } from '../../src/data/cells/delimited-rows.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { readItems } from '../../src/data/read/items.ts';
import { readTable } from '../../src/data/read/table.ts';
import { file } from './files.ts';

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '7', '0', ' ', '"', ',', ';', '\t', '|', '\n', '\r', 'é', '😀', ':', "'"), maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
);
const tables = fc
  .integer({ min: 2, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }));
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

test.each([',', ';', '\t', '|'])('any table of strings written with %j comes back equal', async (delimiter) => {
  await fc.assert(
    fc.asyncProperty(tables, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (rows, lineEnd, bare) => {
      const write = (text: string) => (bare && /^[a-z0-9é😀]+$/u.test(text) ? text : quote(text));
      const text = rows.map((row) => row.map(write).join(delimiter)).join(lineEnd) + lineEnd;
      const table = await readTable(file(text), { delimiter, header: false, encoding: 'utf-8' });
      expect(table.rows).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test('rows are the same wherever the pieces of the file end', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 9 }), fc.boolean(), (rows, step, long) => {
      const delimiter = Buffer.from(long ? '::' : ',');
      const plain = long ? rows.map((row) => row.map((text) => text.replace(/[\n\r:]/g, '').trim())) : rows;
      const kept = long ? plain.filter((row) => row.join('') !== '' || row.length > 1) : plain;
      const text = Buffer.from(kept.map((row) => row.map(long ? String : quote).join(delimiter.toString())).join('\n'));
      const splitter = new RowSplitter({ name: 'x', delimiter, quoted: !long });
      const found: string[][] = [];
      const buffer = Buffer.alloc(text.length + 8);
      let filled = 0;
      for (let at = 0; at < text.length || at === 0; at += step) {
        const piece = text.subarray(at, at + step);
        piece.copy(buffer, filled);
        filled += piece.length;
        const used = splitter.split(buffer, filled, at + step >= text.length);
        for (let row = 0; row < splitter.rows; row++) {
          found.push(
            Array.from({ length: splitter.width }, (_, column) => {
              const slot = 2 * (row * splitter.width + column);
              return buffer.toString('utf8', splitter.bounds[slot], splitter.bounds[slot + 1]);
            }),
          );
        }
        buffer.copy(buffer, 0, used, filled);
        filled -= used;
      }
      // Blanks as JavaScript trims them are more than the reader's.
      expect(long ? found.map((row) => row.map((text) => text.trim())) : found).toEqual(kept);
    }),
  );
});

test('numbers are read as JavaScript reads them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (mantissa, decimals) => {
      const text = (mantissa / 10 ** decimals).toFixed(decimals);
      expect(plainNumber(Buffer.from(text), 0, text.length)).toBe(Number(text));
    }),
  );
  for (const text of ['', '-', '.', '1e3', '--1', '1.2.3', 'NaN', '0x10', '1234567890123456']) {
    expect(plainNumber(Buffer.from(text), 0, text.length), text).toBeNaN();
  }
});

test('any interactions written as CSV or JSONL come back equal, numbered alike for any order of rows', async () => {
  const id = fc.oneof(
    fc.nat(30).map(String),
    fc.string({ unit: fc.constantFrom('a', '0', '7', 'é', '"', ',', ' ', '\n'), minLength: 1, maxLength: 5 }),
  );
  const rows = fc.uniqueArray(fc.tuple(id, id, fc.integer({ min: -10, max: 10 })), {
    minLength: 1,
    maxLength: 15,
    selector: ([user, item]) => JSON.stringify([user, item]),
  });
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const csv = (list: typeof given) =>
        `user,item,rating\n${list.map(([user, item, rating]) => `${quote(user)},${quote(item)},${rating / 2}`).join('\n')}\n`;
      const { interactions } = await readInteractions(file(csv(given)), { delimiter: ',' });
      const pairs: [string, string, number][] = [];
      for (let user = 0; user < interactions.users.size; user++) {
        const { pointers, indexes, values } = interactions.userItems;
        for (let e = pointers[user]; e < pointers[user + 1]; e++) {
          pairs.push([String(interactions.users.ids[user]), String(interactions.items.ids[indexes[e]]), values[e] * 2]);
        }
      }
      const byText = (list: readonly unknown[]) => list.map((entry) => JSON.stringify(entry)).sort();
      expect(byText(pairs)).toEqual(byText(given));
      const turned = await readInteractions(file(csv(given.toReversed())), { delimiter: ',' });
      expect(turned.interactions.users.ids).toEqual(interactions.users.ids);
      expect(turned.interactions.userItems).toEqual(interactions.userItems);
      const jsonl = given.map(([user, item, rating]) => JSON.stringify({ user, item, rating: rating / 2 })).join('\n');
      const lines = await readInteractions(file(jsonl, 'x.jsonl'));
      expect(lines.interactions.userItems).toEqual(interactions.userItems);
      expect(lines.interactions.items.ids).toEqual(interactions.items.ids);
    }),
    { numRuns: 60 },
  );
});

test('any bytes are read or refused with a LikewiseError', async () => {
  const snippets = [
    'user,item,rating\n',
    'u,i,3\n',
    '"',
    '\u0000',
    'PAR1',
    '{"user":1,',
    '{}\n',
    '[',
    '1::2::3\n',
    '\r',
    '\ufeff',
    '\t',
    ' ',
    '::',
    'NaN',
    '1\t2\t3\n',
  ];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(fc.constantFrom(...snippets), { maxLength: 12 }).map((parts) => new Uint8Array(Buffer.from(parts.join('')))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom('csv', 'jsonl', 'csv.gz', 'parquet', 'dat'), fc.boolean(), async (content, ending, pack) => {
      const path = file(pack ? gzipSync(content).subarray(0, content[0] === 7 ? 20 : undefined) : content, `x.${ending}`);
      for (const read of [readInteractions, readItems, readTable]) {
        try {
          await read(path);
        } catch (error) {
          expect((error as Error).name, (error as Error).stack).toBe('LikewiseError');
          expect((error as Error).message).not.toContain('\n');
        }
      }
    }),
    { numRuns: 300 },
  );
});
