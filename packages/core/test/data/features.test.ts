import { describe, expect, test } from 'vitest';
import { type AttributeValue, attributeKind, type FeatureRow } from '../../src/data/attributes.ts';
import { type Features, type FeaturesOptions, featuresFromRows } from '../../src/data/features.ts';
import { IdMap } from '../../src/data/id-map.ts';
import { rowIndexes, rowValues } from '../../src/matrix/sparse.ts';
import fc from '../../testkit/properties.ts';

/** One row as names and values. */
function described({ names, matrix }: Features, row: number): Record<string, number> {
  const values = rowValues(matrix, row);
  return Object.fromEntries([...rowIndexes(matrix, row)].map((column, at) => [names[column], values[at]]));
}

const films: FeatureRow[] = [
  { id: 'f1', categories: { genre: ['Crime', 'Comedy'], language: 'no' }, numbers: { year: 1998, length: 90 } },
  { id: 2, categories: { genre: 'Comedy', language: '' }, numbers: { year: 2002 } },
  { id: 'f3' },
];

test('one column a level, one a number, in the order of names', () => {
  const features = featuresFromRows(films, { numbers: 'raw' });
  expect(features.names).toEqual(['genre=Comedy', 'genre=Crime', 'language=no', 'length', 'year']);
  expect(features.ids.ids).toEqual(['f1', 2, 'f3']);
  expect(features.matrix).toMatchObject({ rows: 3, columns: 5 });
  expect(described(features, 0)).toEqual({ 'genre=Comedy': 1, 'genre=Crime': 1, 'language=no': 1, length: 90, year: 1998 });
  expect(described(features, 1)).toEqual({ 'genre=Comedy': 1, year: 2002 });
  expect(described(features, 2)).toEqual({});
});

test('standardized numbers: mean 0 and variance 1 over the rows that have them; one value alone is 0', () => {
  const features = featuresFromRows(films);
  expect(described(features, 0)).toEqual({ 'genre=Comedy': 1, 'genre=Crime': 1, 'language=no': 1, length: 0, year: -1 });
  expect(described(features, 1)).toEqual({ 'genre=Comedy': 1, year: 1 });
});

test('rows follow the ids asked for: others are left out, also of means; those without a row are empty', () => {
  const features = featuresFromRows(films, { ids: new IdMap([2, 'new', 'f3']) });
  expect(features.names).toEqual(['genre=Comedy', 'year']);
  expect([0, 1, 2].map((row) => described(features, row))).toEqual([{ 'genre=Comedy': 1, year: 0 }, {}, {}]);
});

test('a number describes the id that the data write as text', () => {
  const features = featuresFromRows([{ id: 2, numbers: { year: 2002 } }], { ids: new IdMap(['1', '2']), numbers: 'raw' });
  expect([0, 1].map((row) => described(features, row))).toEqual([{}, { year: 2002 }]);
});

test('the order of rows moves only rows', () => {
  const row = fc.record({ categories: fc.dictionary(fc.string(), fc.array(fc.string(), { maxLength: 3 }), { maxKeys: 3 }) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), (given) => {
      const rows = given.map((each, id) => ({ id, ...each }));
      const ids = new IdMap(rows.map(({ id }) => id));
      expect(featuresFromRows(rows.toReversed(), { ids })).toEqual(featuresFromRows(rows));
    }),
  );
});

test('refuses two rows of one id, numbers that are not finite, and one name for two things', () => {
  expect(() => featuresFromRows([...films, { id: 2 }])).toThrow('row 4: "2" has a row already; give each id one row.');
  expect(() => featuresFromRows([{ id: 'a', numbers: { year: Number.NaN } }])).toThrow('row 1 (a): year must be a finite number; got NaN.');
  const rows = [{ id: 'a', categories: { year: '1998' }, numbers: { 'year=1998': 1 } }];
  expect(() => featuresFromRows(rows)).toThrow('"year=1998" is the name of a level and of a number');
});

test('texts are kept as they are, vectors raw; both follow the ids asked for', () => {
  const rows: FeatureRow[] = [
    { id: 'a', texts: { plot: 'A duck.', notes: '' }, vectors: { v: [3, 0] } },
    { id: 'b', vectors: { v: [-1, 0.5] }, numbers: { year: 2000 } },
    { id: 'c', texts: { plot: 'A goose.' } },
  ];
  const all = featuresFromRows(rows);
  expect(all.names).toEqual(['year', 'v[0]', 'v[1]']);
  expect(all.texts).toEqual(new Map([['plot', ['A duck.', '', 'A goose.']]]));
  expect([0, 1, 2].map((row) => described(all, row))).toEqual([{ 'v[0]': 3 }, { year: 0, 'v[0]': -1, 'v[1]': 0.5 }, {}]);
  const some = featuresFromRows(rows, { ids: new IdMap(['new', 'c']) });
  expect(some.texts?.get('plot')).toEqual(['', 'A goose.']);
  expect(featuresFromRows(films).texts).toBeUndefined();
});

test('a vector of another length or with a hole is refused by name', () => {
  for (const second of [[1], [1, Number.NaN], []]) {
    const rows = [
      { id: 'a', vectors: { v: [1, 2] } },
      { id: 'b', vectors: { v: second } },
    ];
    expect(() => featuresFromRows(rows)).toThrow(
      expect.objectContaining({ code: 'invalid-value', message: expect.stringMatching(/^b: v must be 2 /) }),
    );
  }
});

describe('attributes whose kind nobody tells', () => {
  const words = 'A detective hunts a crew';
  const rows: FeatureRow[] = Array.from({ length: 40 }, (_, k) => ({
    id: k,
    genre: k % 2 === 0 ? 'Crime|Comedy' : 'Drama',
    cast: k % 2 === 0 ? ['ann', 'bob'] : [],
    language: 'no',
    seats: k % 3,
    length: k + 0.5,
    age: k,
    released: k % 2 === 0 ? '1998-04-01' : new Date('2002-01-01').toISOString(),
    zip: `${k % 2}1234`,
    plot: `${words} number ${k}`,
    name: `name ${k}`,
    shown: k % 2 === 0,
    position: [k, -1],
    place: `[${k}, 1]`,
    empty: null,
  }));

  test('is judged by all values, as the reader of files does', () => {
    const kinds = Object.keys(rows[0]).map((name) => [
      name,
      attributeKind(
        name,
        rows.map((row) => row[name] as AttributeValue),
      ),
    ]);
    expect(Object.fromEntries(kinds)).toEqual({
      id: 'number',
      genre: 'list',
      cast: 'list',
      language: 'levels',
      seats: 'levels',
      length: 'number',
      age: 'ten years',
      released: 'year',
      zip: 'first character',
      plot: 'text',
      name: 'left out',
      shown: 'levels',
      position: 'vector',
      place: 'vector',
      empty: 'left out',
    });
    const features = featuresFromRows(rows, { numbers: 'raw' });
    expect(features.names).toContain('released=2002');
    expect(described(features, 2)).toEqual({
      'genre=Crime': 1,
      'genre=Comedy': 1,
      'cast=ann': 1,
      'cast=bob': 1,
      'language=no': 1,
      'seats=2': 1,
      length: 2.5,
      'age=0': 1,
      'released=1998': 1,
      'zip=0': 1,
      'shown=true': 1,
      'position[0]': 2,
      'position[1]': -1,
      'place[0]': 2,
      'place[1]': 1,
    });
    expect(features.texts?.get('plot')?.[2]).toBe(`${words} number 2`);
  });

  test('gives the same as told by kind; a stated kind overrules', () => {
    const told = featuresFromRows([{ id: 'a', categories: { genre: ['x', 'y'] }, numbers: { seats: 3 }, texts: { note: 'z' } }]);
    const kinds = { seats: 'number', note: 'text' } as const;
    expect(featuresFromRows([{ id: 'a', genre: ['x', 'y'], seats: 3, note: 'z' }], { kinds })).toEqual(told);
    expect(featuresFromRows([{ id: 'a', categories: ['x'], numbers: { seats: 3 } }], { numbers: 'raw' }).names).toEqual([
      'categories=x',
      'seats',
    ]);
    expect(featuresFromRows([{ id: 'a', seats: 3, note: 'z' }], { kinds: { seats: 'left out' } }).names).toEqual(['note=z']);
  });

  test.each<[FeatureRow, string, FeaturesOptions?]>([
    [
      { id: 'a', catgories: { genre: 'x' } },
      'a: catgories must be a text, a number, or a list of either; got an object (did you mean "categories"?)',
    ],
    [{ id: 'a', seats: 'many' }, 'a: seats must be a number; got "many"', { kinds: { seats: 'number' } }],
    [{ id: 'a', place: '[0' }, 'a: place must be a vector such as [0.5, -1]; got "[0"', { kinds: { place: 'vector' } }],
    [{ id: 'a', genre: 'x', categories: { genre: 'y' } }, 'a has genre among its categories too'],
    [{ id: 'a', seats: 1 }, 'no row has "seets" (did you mean "seats"?)', { kinds: { seets: 'number' } }],
    [{ id: '', seats: 1 }, 'row 1: id must be a text that is not empty, or a number'],
  ])('refuses %o', (row, message, options) => {
    expect(() => featuresFromRows([row], options)).toThrow(message);
  });
});
