import { expect, test } from 'vitest';
import { rowIndexes, rowValues, type SparseRows, transpose } from '../../src/matrix/sparse.ts';
import fc from '../../testkit/properties.ts';

/** Any matrix of at most 8 × 8, with stored zeros and empty rows. */
const matrices = fc
  .tuple(fc.nat(8), fc.nat(8))
  .chain(([rows, columns]) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(fc.array(fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    ),
  )
  .map(([columns, cells]): { cells: (number | undefined)[][]; matrix: SparseRows } => {
    const indexes: number[] = [];
    const values: number[] = [];
    const pointers = [0];
    for (const row of cells) {
      row.forEach((value, column) => {
        if (value === undefined) return;
        indexes.push(column);
        values.push(value);
      });
      pointers.push(indexes.length);
    }
    return {
      cells,
      matrix: {
        rows: cells.length,
        columns,
        pointers: Uint32Array.from(pointers),
        indexes: Uint32Array.from(indexes),
        values: Float32Array.from(values),
      },
    };
  });

test('transpose: cell (r, c) stands at (c, r), columns ascend, order points back', () => {
  fc.assert(
    fc.property(matrices, ({ cells, matrix }) => {
      const { matrix: turned, order } = transpose(matrix);
      expect([turned.rows, turned.columns]).toEqual([matrix.columns, matrix.rows]);
      for (let column = 0; column < matrix.columns; column++) {
        const expected = cells.flatMap((row, r) => (row[column] === undefined ? [] : [[r, row[column]]]));
        const values = rowValues(turned, column);
        expect([...rowIndexes(turned, column)].map((r, at) => [r, values[at]])).toEqual(expected);
      }
      expect([...order].map((from) => matrix.values[from])).toEqual([...turned.values]);
      expect([...order].sort((a, b) => a - b)).toEqual([...matrix.values.keys()]);
    }),
  );
});

test('transpose twice is the matrix', () => {
  fc.assert(
    fc.property(matrices, ({ matrix }) => {
      expect(transpose(transpose(matrix).matrix).matrix).toEqual(matrix);
    }),
  );
});
