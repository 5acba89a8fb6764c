/** The samples that are kept, in the form in which a model predicts by their mean. */

import { LikewiseError } from '../../../errors.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import type { SparsePattern } from '../../../matrix/sparse.ts';
import { clearUnrated } from '../../vectors/vectors.ts';

/** See the state of the model. */
export interface ChainSamples {
  readonly width: number;
  readonly precisions: Float64Array;
  readonly userPriors: DenseMatrix<Float64Array>;
  readonly userPriorRights: DenseMatrix<Float64Array>;
  readonly itemPriors: DenseMatrix<Float64Array>;
  readonly itemPriorRights: DenseMatrix<Float64Array>;
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
}

/** One sample: vectors of both sides, and noise. */
export interface ChainSample {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly precision: number;
}

/** Room for a number of samples. @throws LikewiseError `too-large` */
export class ChainKeeper {
  readonly #users: SparsePattern;
  readonly #items: SparsePattern;
  readonly #kept: ChainSamples;

  constructor(users: SparsePattern, items: SparsePattern, width: number, samples: number) {
    this.#users = users;
    this.#items = items;
    this.#kept = {
      width,
      userFactors: keptMatrix(users.rows, samples * width),
      itemFactors: keptMatrix(items.rows, samples * width),
      precisions: new Float64Array(samples),
      userPriors: doubles(samples, width * width),
      userPriorRights: doubles(samples, width),
      itemPriors: doubles(samples, width * width),
      itemPriorRights: doubles(samples, width),
    };
  }

  keep(sample: number, { x, y, precision }: ChainSample): void {
    const { width, precisions, userFactors, itemFactors } = this.#kept;
    precisions[sample] = precision;
    copyScaled(userFactors, x, width, sample, precisions.length);
    copyScaled(itemFactors, y, width, sample, precisions.length);
  }

  /** The prior that the sample's rows of one side were drawn with. */
  keepPrior(sample: number, side: 'user' | 'item', prior: Float32Array, priorRight: Float32Array): void {
    const { width } = this.#kept;
    this.#kept[`${side}Priors`].values.set(prior, sample * width * width);
    this.#kept[`${side}PriorRights`].values.set(priorRight, sample * width);
  }

  samples(): ChainSamples {
    clearUnrated(this.#kept.userFactors, this.#users);
    clearUnrated(this.#kept.itemFactors, this.#items);
    return this.#kept;
  }
}

/** A sample in its place of every row, divided so that products add up to their mean. */
function copyScaled({ rows, columns, values }: DenseMatrix, vectors: Float32Array, width: number, sample: number, samples: number): void {
  const scale = 1 / Math.sqrt(samples);
  for (let row = 0; row < rows; row++) {
    const to = row * columns + sample * width;
    for (let f = 0; f < width; f++) values[to + f] = vectors[row * width + f] * scale;
  }
}

function keptMatrix(rows: number, columns: number): DenseMatrix {
  const gibibytes = (rows * columns * 4) / 2 ** 30;
  if (gibibytes > 8) {
    throw new LikewiseError(
      'too-large',
      `bayesianPMF: the kept samples of ${rows} rows need ${gibibytes.toFixed(1)} GiB; at most 8 are held. Lower samples, chains or factors.`,
      { rows, gibibytes },
    );
  }
  return { rows, columns, values: new Float32Array(rows * columns) };
}

function doubles(rows: number, columns: number): DenseMatrix<Float64Array> {
  return { rows, columns, values: new Float64Array(rows * columns) };
}
