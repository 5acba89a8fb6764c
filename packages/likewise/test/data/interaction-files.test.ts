/** Interactions that are saved come back as they were, in every format. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Interactions, interactionsFromRows } from '@likewise/core';
import { describe, expect, test } from 'vitest';
import fc from '../../../core/testkit/properties.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { saveInteractions } from '../../src/store/interaction-files.ts';
import { tableFile, writeTogether } from '../../src/store/tables/write-tables.ts';
import { folderPath, refusal, shown } from './files.ts';

let made = 0;
const path = (ending: string): string => join(folderPath(), `saved-${made++}.${ending}`);
const endings = ['csv', 'tsv', 'jsonl', 'ndjson', 'csv.gz', 'tsv.gz', 'jsonl.gz', 'parquet'];
/** Places of each user's rows, of those of one moment too. */
const placesOf = ({ sourceOrder, size }: Interactions): number[] => {
  const places = [...(sourceOrder ?? new Uint32Array(size).map((_, e) => e))];
  const sorted = [...places].sort((a, b) => a - b);
  return places.map((place) => sorted.indexOf(place));
};
const words = fc.string({
  unit: fc.constantFrom('a', '7', '0', ' ', '"', ',', ';', '\t', '|', '\n', '#', 'é', '😀', ':', "'", '-'),
  maxLength: 5,
});
const ids = fc.oneof(words.map((text) => `x${text}y`), fc.integer({ min: -9, max: 99 }).map(String)); // biome-ignore format: one line
const rows = fc.array(
  fc.record({
    user: ids,
    item: ids,
    value: fc.float({ min: -5, max: 5, noNaN: true, noDefaultInfinity: true }).filter((value) => Math.abs(value) > 1e-30 || value === 0),
    timestamp: fc.oneof(fc.integer({ min: 1_500_000_000, max: 1_500_000_003 }), fc.constant(1_500_000_000.25)),
    weather: fc.constantFrom('sun', 'rain, wind'),
  }),
  { minLength: 3, maxLength: 25 },
);

describe.each(endings)('.%s', (ending) => {
  test('ids, values, times, context and the order of one moment come back', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const saved = interactionsFromRows(given.map(({ weather, ...row }) => ({ ...row, value: row.value + 0, context: { weather } })));
        const to = path(ending);
        await saveInteractions(to, saved);
        const options = { columns: 'user=user,item=item,rating=rating,timestamp=timestamp', encoding: 'utf-8' };
        const { interactions: read } = await readInteractions(to, options);
        expect(shown(read).sort()).toEqual(shown(saved).sort());
        // Ids stand in another order, so rows are compared by what they say.
        const placed = (data: Interactions) =>
          shown(data)
            .map((text, e) => [placesOf(data)[e], text])
            .sort();
        expect(placed(read)).toEqual(placed(saved));
        const weather = (data: Interactions) => {
          const column = data.context.get('weather');
          return shown(data)
            .map((text, e) => `${text} ${column?.kind === 'category' && column.levels[column.codes[e]]}`)
            .sort();
        };
        expect(weather(read)).toEqual(weather(saved));
      }),
      { numRuns: 12 },
    );
  });

  test('weights and plain pairs are told apart; an unknown time is an empty cell', async () => {
    const weights = interactionsFromRows([{ user: 'a', item: 'x', value: 2 }, { user: 'b', item: 'x', value: 0.1 }]).with({ valueKind: 'weight' }); // biome-ignore format: one line
    const [first, second] = [path(ending), path(ending)];
    await saveInteractions(first, weights);
    const { interactions, report } = await readInteractions(first);
    expect([interactions.valueKind, shown(interactions)]).toEqual(['weight', ['a x 2', `b x ${Math.fround(0.1)}`]]);
    expect(report.columns).toMatchObject({ user: 'user', item: 'item', weight: 'weight' });
    const pairs = weights.with({ valueKind: 'none', timestamps: Float64Array.of(Number.NaN, 1_600_000_000) });
    await saveInteractions(second, pairs);
    const { interactions: timed } = await readInteractions(second);
    expect([timed.valueKind, shown(timed)]).toEqual(['none', ['a x 1@NaN', 'b x 1@1600000000']]);
  });
});

test('the digits of a rating are those it was written with, and ids that are numbers stay numbers', async () => {
  const data = interactionsFromRows([{ user: 7, item: '12', value: 0.1, timestamp: 1 }, { user: 8, item: '3', value: 4.5, timestamp: 2 }]); // biome-ignore format: one line
  const [csv, jsonl] = [path('csv.gz'), path('jsonl')];
  const bytes = await saveInteractions(csv, data);
  expect(readFileSync(csv).length).toBe(bytes);
  expect(gunzipSync(readFileSync(csv)).toString()).toBe('user,item,rating,timestamp\n7,12,0.1,1\n8,3,4.5,2\n');
  await saveInteractions(jsonl, data);
  expect(readFileSync(jsonl, 'utf8').split('\n')[0]).toBe('{"user":7,"item":12,"rating":0.1,"timestamp":1}');
  const renamed = path('csv');
  await saveInteractions(renamed, data, { userOf: (user) => `u${user}`, itemOf: (item) => 10 * item });
  expect(readFileSync(renamed, 'utf8')).toBe('user,item,rating,timestamp\nu0,0,0.1,1\nu1,10,4.5,2\n');
});

test('refused: an ending that says nothing, two columns of one name, and a folder that is not there', async () => {
  const data = interactionsFromRows([{ user: 'a', item: 'x', value: 1 }]);
  for (const name of ['out', 'out.txt', 'out.parquet.gz', 'out.csv.zip', 'out.toString'])
    expect((await refusal(saveInteractions(join(folderPath(), name), data))).message).toContain('the name must end in .csv, .tsv, .jsonl');
  const context = new Map([['Rating', { kind: 'number', values: Float64Array.of(3) } as const]]);
  expect(await refusal(saveInteractions(path('csv'), data.with({ context })))).toMatchObject({ code: 'duplicate-name' });
  expect(await refusal(saveInteractions(join(folderPath(), 'no', 'x.csv'), data))).toMatchObject({ code: 'folder-missing' });
});

test.each(['csv', 'csv.gz', 'jsonl', 'parquet'])(
  '%s: where one of several files fails, none has changed, and nothing is left',
  async (ending) => {
    const [first, second] = [path('csv'), path(ending)];
    writeFileSync(first, 'old');
    const before = readdirSync(folderPath());
    const whole = tableFile(first, () => ({ rows: 1, columns: [{ name: 'n', kind: 'integer', at: () => 1 }] }));
    const failing = tableFile(second, () => ({
      rows: 3,
      columns: [{ name: 'n', kind: 'integer', at: (row) => { if (row === 2) throw new Error('no third'); return row; } }], // biome-ignore format: one line
    }));
    await expect(writeTogether([whole, failing])).rejects.toThrow('no third');
    expect(readFileSync(first, 'utf8')).toBe('old');
    expect(readdirSync(folderPath())).toEqual(before);
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(writeTogether([whole], stop.signal)).rejects.toThrow('stopped');
    expect(readFileSync(first, 'utf8')).toBe('old');
  },
);

test('nothing but interactions is needed to save them', async () => {
  const data = new Interactions({ ...interactionsFromRows([{ user: 'a', item: 'x' }]), timestamps: undefined });
  const to = path('tsv');
  await saveInteractions(to, data);
  expect(readFileSync(to, 'utf8')).toBe('user\titem\na\tx\n');
});
