/** The samples that a model keeps: each block row's sum and bias, each feature's vector, one sample after the other in a row. */
import { LikewiseError } from '../../../errors.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { BAG_GROUP, type Block, type Numbering } from './blocks.ts';

/** One sample of a sum of features is [V, bias], of a feature [v, weight]: factors + 1 numbers. */
export interface KeptSamples {
  /** w₀ of each sample; [samples]. */
  readonly intercepts: Float64Array;
  /** 1 / variance of a rating around its prediction; [samples]. */
  readonly precisions: Float64Array;
  /** Of an ordered probit target: cutpoints between the classes, ascending; [samples × classes − 1], or [samples × 0]. */
  readonly cutpoints: DenseMatrix<Float64Array>;
  /** [users × samples · (factors + 1)]. */
  readonly userRows: DenseMatrix;
  /** [items × samples · (factors + 1)]. */
  readonly itemRows: DenseMatrix;
  /** Features of every context column, one column after the other: its levels, or the number's one; [features × samples · (factors + 1)]. */
  readonly contextRows: DenseMatrix;
  /** What is expected of each context column where it is not known: the mean over training; [columns × samples · (factors + 1)]. */
  readonly contextMeans: DenseMatrix;
  /** Features of users but their ids: the bag's items, then attributes; [features × samples · (factors + 1)]. */
  readonly userFeatureRows: DenseMatrix;
  /** Features of items but their ids and bag; [features × samples · (factors + 1)]. */
  readonly itemFeatureRows: DenseMatrix;
  /** Prior of a new user's id, mean then precision of each coordinate; [samples × 2 (factors + 1)]. */
  readonly userPriors: DenseMatrix<Float64Array>;
  /** The same of a new item's id. */
  readonly itemPriors: DenseMatrix<Float64Array>;
}

/** What the kernels hold after a draw. */
export interface Drawn {
  readonly features: Float32Array;
  readonly rows: Float32Array;
  readonly biases: Float32Array;
  readonly intercept: number;
  readonly precision: number;
  /** Mean and precision of each coordinate of a group's features; [groups × width × 2]. */
  readonly priors: Float32Array;
  readonly cutpoints?: Float64Array | undefined;
}

export class SampleKeeper {
  readonly kept: KeptSamples;
  readonly #blocks: readonly Block[];
  readonly #numbering: Numbering;
  readonly #factors: number;
  readonly #width: number;

  /** @throws LikewiseError `too-large` where the samples would pass 8 GiB. */
  constructor(blocks: readonly Block[], numbering: Numbering, factors: number, width: number, samples: number, cutpoints = 0) {
    this.#blocks = blocks;
    this.#numbering = numbering;
    this.#factors = factors;
    this.#width = width;
    const columns = samples * (factors + 1);
    const [users, items] = blocks;
    const sizes = [
      users.matrix.rows,
      items.matrix.rows,
      numbering.features - numbering.featureStarts[2],
      blocks.length - 2,
      users.matrix.columns - users.groups[0].end,
      items.matrix.columns - attributesOf(items),
    ];
    const gibibytes = (sizes.reduce((sum, size) => sum + size, 0) * columns * 4) / 2 ** 30;
    if (gibibytes > 8) {
      throw new LikewiseError(
        'too-large',
        `factorizationMachine: the kept samples need ${gibibytes.toFixed(1)} GiB; at most 8 are held. Lower samples or factors, or raise thinning.`,
        { gibibytes },
      );
    }
    const matrix = (rows: number): DenseMatrix => ({ rows, columns, values: new Float32Array(rows * columns) });
    const priors = (): DenseMatrix<Float64Array> => ({
      rows: samples,
      columns: 2 * (factors + 1),
      values: new Float64Array(samples * 2 * (factors + 1)),
    });
    const [userRows, itemRows, contextRows, contextMeans, userFeatureRows, itemFeatureRows] = sizes.map(matrix);
    this.kept = {
      intercepts: new Float64Array(samples),
      precisions: new Float64Array(samples),
      cutpoints: { rows: samples, columns: cutpoints, values: new Float64Array(samples * cutpoints) },
      userRows,
      itemRows,
      contextRows,
      contextMeans,
      userFeatureRows,
      itemFeatureRows,
      userPriors: priors(),
      itemPriors: priors(),
    };
  }

  keep(sample: number, { features, rows, biases, intercept, precision, priors, cutpoints }: Drawn): void {
    const { kept } = this;
    const [factors, width] = [this.#factors, this.#width];
    const { rowStarts, featureStarts, rowPointers, interactions } = this.#numbering;
    const own = factors + 1;
    kept.intercepts[sample] = intercept;
    kept.precisions[sample] = precision;
    if (cutpoints !== undefined) kept.cutpoints.values.set(cutpoints, sample * kept.cutpoints.columns);
    const copyRows = (to: DenseMatrix, from: Float32Array, first: number, last: (row: number) => number): void => {
      for (let row = 0; row < to.rows; row++) {
        const at = row * to.columns + sample * own;
        for (let f = 0; f < factors; f++) to.values[at + f] = from[(first + row) * width + f];
        to.values[at + factors] = last(first + row);
      }
    };
    copyRows(kept.userRows, rows, 0, (row) => biases[row]);
    copyRows(kept.itemRows, rows, rowStarts[1], (row) => biases[row]);
    copyRows(kept.contextRows, features, featureStarts[2], (feature) => features[feature * width + factors]);
    const [users, items] = this.#blocks;
    copyRows(kept.userFeatureRows, features, users.groups[0].end, (feature) => features[feature * width + factors]);
    copyRows(kept.itemFeatureRows, features, featureStarts[1] + attributesOf(items), (feature) => features[feature * width + factors]);
    for (let b = 2; b < this.#blocks.length; b++) {
      const mean = new Float64Array(own);
      for (let row = rowStarts[b]; row < rowStarts[b + 1]; row++) {
        const share = (rowPointers[row + 1] - rowPointers[row]) / interactions;
        for (let f = 0; f < factors; f++) mean[f] += share * rows[row * width + f];
        mean[factors] += share * biases[row];
      }
      kept.contextMeans.values.set(mean, (b - 2) * kept.contextMeans.columns + sample * own);
    }
    const copyPrior = (to: DenseMatrix<Float64Array>, group: number): void => {
      for (let f = 0; f < own; f++) {
        to.values[sample * to.columns + f] = priors[(group * width + f) * 2];
        to.values[sample * to.columns + own + f] = priors[(group * width + f) * 2 + 1];
      }
    };
    copyPrior(kept.userPriors, 0);
    copyPrior(kept.itemPriors, users.groups.length);
  }
}

/** First feature of the block that is neither id nor bag. */
function attributesOf({ groups }: Block): number {
  return groups[1]?.name === BAG_GROUP ? groups[1].end : groups[0].end;
}
