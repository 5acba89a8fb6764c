/** §2, similar items at the speed of a recommendation: the list of the kernel is that of every cosine. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/math/random.ts';
import { type DenseMatrix, dotRow, lengthsOf, rowOf } from '../../src/matrix/dense.ts';
import { topIndexes } from '../../src/models/answering/recommend.ts';
import { CosineSearch, type NearRow } from '../../src/models/vectors/cosine-search.ts';

const rows = 3000;
const columns = 40;

function matrix(change: (values: Float32Array) => void = () => {}): DenseMatrix {
  const random = seededRandom(5);
  const values = Float32Array.from({ length: rows * columns }, () => random.uniform() - 0.4);
  change(values);
  return { rows, columns, values };
}

/** As it was found before there was a kernel: every cosine, then the best. */
function byEveryCosine(vectors: DenseMatrix, row: number, n: number): readonly NearRow[] {
  const lengths = lengthsOf(vectors);
  const cosines = Float32Array.from(lengths, (length, other) => {
    const product = lengths[row] * length;
    return product > 0 ? Math.max(-1, Math.min(1, dotRow(rowOf(vectors, row), vectors, other) / product)) : 0;
  });
  const self = new Uint8Array(rows);
  self[row] = 1;
  return topIndexes(cosines, n, self).map((other) => ({ row: other, score: cosines[other] }));
}

const copyOfRow = (values: Float32Array, from: number, to: number, factor: number): void => {
  for (let f = 0; f < columns; f++) values[to * columns + f] = factor * values[from * columns + f];
};

test.each([
  ['random rows', matrix()],
  [
    'a hundred rows in one direction, of many lengths',
    matrix((values) => {
      for (let k = 1; k <= 100; k++) copyOfRow(values, 7, 7 + 20 * k, 1 + k / 7);
    }),
  ],
  [
    'rows of zeros, and nothing near',
    matrix((values) => {
      values.fill(0, 500 * columns);
      for (let at = 0; at < 500 * columns; at++) if (Math.floor(at / columns) % 2 === 1) values[at] = -Math.abs(values[at]);
      for (let at = 0; at < 500 * columns; at++) if (Math.floor(at / columns) % 2 === 0) values[at] = Math.abs(values[at]);
    }),
  ],
  [
    'lengths from tiny to huge',
    matrix((values) => {
      for (let row = 0; row < rows; row++) copyOfRow(values, row, row, 10 ** ((row % 31) - 15));
    }),
  ],
] as const)('%s: the same lists, ties to the lower row', (_name, vectors) => {
  const search = new CosineSearch(vectors, true);
  const slow = new CosineSearch(vectors, false);
  for (const row of [0, 7, 27, 249, 250, 499, 2999])
    for (const n of [1, 10, 100, 255, 300, 3000]) {
      const expected = byEveryCosine(vectors, row, n);
      expect(search.nearest(row, n), `row ${row}, ${n}`).toEqual(expected);
      expect(slow.nearest(row, n)).toEqual(expected);
    }
});
