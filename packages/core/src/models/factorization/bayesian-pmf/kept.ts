/** The samples that are kept, in the form in which a model predicts by their mean. */
import type { SparsePattern } from '../../../data/sparse-rows.ts';
import { LikewiseError } from '../../../errors.ts';
import type { DenseMatrix } from '../../state.ts';
import { clearUnrated } from '../shared.ts';

/** See the state of the model. */
export interface ChainSamples {
  readonly width: number;
  readonly precisions: Float64Array;
  readonly userPriors: DenseMatrix<Float64Array>;
  readonly userPriorRights: DenseMatrix<Float64Array>;
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
}

/** One sample: vectors of both sides, noise, and the prior of a person that it was drawn with. */
export interface ChainSample {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly precision: number;
  readonly prior: Float32Array;
  readonly priorRight: Float32Array;
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
      userPriors: { rows: samples, columns: width * width, values: new Float64Array(samples * width * width) },
      userPriorRights: { rows: samples, columns: width, values: new Float64Array(samples * width) },
    };
  }

  keep(sample: number, { x, y, precision, prior, priorRight }: ChainSample): void {
    const { width, precisions, userPriors, userPriorRights, userFactors, itemFactors } = this.#kept;
    precisions[sample] = precision;
    copyScaled(userFactors, x, width, sample, precisions.length);
    copyScaled(itemFactors, y, width, sample, precisions.length);
    userPriors.values.set(prior, sample * width * width);
    userPriorRights.values.set(priorRight, sample * width);
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
