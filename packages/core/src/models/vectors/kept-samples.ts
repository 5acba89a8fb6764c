/** Some of the samples that a sampler keeps: rows that hold one sample after the other, and tables with a row a sample. */
import type { DenseMatrix } from '../../matrix/dense.ts';

/** Copies of the samples at these places in every row, times `scale`; a sample is `length` numbers. */
export function samplesOfRows({ rows, columns, values }: DenseMatrix, places: readonly number[], length: number, scale = 1): DenseMatrix {
  const picked = { rows, columns: places.length * length, values: new Float32Array(rows * places.length * length) };
  for (let row = 0, at = 0; row < rows; row++)
    for (const place of places)
      for (let f = 0; f < length; f++, at++) picked.values[at] = scale * values[row * columns + place * length + f];
  return picked;
}

/** The rows at these places. */
export function rowsOfSamples({ columns, values }: DenseMatrix<Float64Array>, places: readonly number[]): DenseMatrix<Float64Array> {
  const picked = { rows: places.length, columns, values: new Float64Array(places.length * columns) };
  for (const [p, place] of places.entries()) picked.values.set(values.subarray(place * columns, (place + 1) * columns), p * columns);
  return picked;
}
