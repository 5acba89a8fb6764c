/** What a fitted factorization machine knows: of each kept sample the sum and bias of every block row and the vector of every feature. */
import { LikewiseError } from '../../../errors.ts';
import { paddedFactors } from '../../../kernels/kernels.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import type { SparsePattern } from '../../../matrix/sparse.ts';
import type { ScoringState } from '../../answering/scoring-model.ts';
import type { Moments } from '../../attributes/attribute-space.ts';
import { rowsOfSamples, samplesOfRows } from '../../vectors/kept-samples.ts';
import type { Block } from './blocks.ts';
import type { ContextShape } from './context.ts';
import type { Numbering } from './layout.ts';
import type { FactorizationMachineOptions } from './options.ts';

/** One sample of a sum of features is [V, bias], of a feature [v, weight]: factors + 1 numbers; a row has one sample after the other. */
export type KeptSamples = {
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
};

export interface MachineState extends ScoringState, KeptSamples {
  /** What of `seen` was learned from; absent: all of it. */
  readonly taught?: SparsePattern | undefined;
  readonly trainedBy: 'gibbs' | 'sgd';
  /** Of an ordered probit target: the ratings, ascending, that cutpoints divide; empty otherwise. */
  readonly levels: Float64Array;
  /** `null`: trained without ratings, predictions are odds between 0 and 1. */
  readonly ratingScale: { readonly min: number; readonly max: number } | null;
  /** μ, in points of the scale; 0 without ratings. */
  readonly meanRating: number;
  readonly contexts: readonly ContextShape[];
  readonly userFeatureNames: readonly string[];
  readonly userMoments: Moments;
  readonly itemFeatureNames: readonly string[];
  readonly itemMoments: Moments;
  /** 1 for each item with an attribute; [items]. */
  readonly itemAttributes: Uint8Array;
}

/** What the kernels hold after a draw. */
interface Drawn {
  readonly features: Float32Array;
  readonly rows: Float32Array;
  readonly biases: Float32Array;
  readonly intercept: number;
  readonly precision: number;
  /** Mean and precision of each coordinate of a group's features; [groups × width × 2]. */
  readonly priors: Float32Array;
  readonly cutpoints?: Float64Array | undefined;
}

/** Copies of the first so many. */
export function firstSamples(kept: KeptSamples, count: number): KeptSamples {
  const places = Array.from({ length: count }, (_, place) => place);
  const length = kept.userRows.columns / kept.intercepts.length;
  const ofRows = (rows: DenseMatrix): DenseMatrix => samplesOfRows(rows, places, length);
  return {
    intercepts: kept.intercepts.slice(0, count),
    precisions: kept.precisions.slice(0, count),
    cutpoints: rowsOfSamples(kept.cutpoints, places),
    userRows: ofRows(kept.userRows),
    itemRows: ofRows(kept.itemRows),
    contextRows: ofRows(kept.contextRows),
    contextMeans: ofRows(kept.contextMeans),
    userFeatureRows: ofRows(kept.userFeatureRows),
    itemFeatureRows: ofRows(kept.itemFeatureRows),
    userPriors: rowsOfSamples(kept.userPriors, places),
    itemPriors: rowsOfSamples(kept.itemPriors, places),
  };
}

/** Room for the samples, and how the kernels' arrays come there. @throws LikewiseError `too-large` where they would pass 8 GiB. */
export function sampleKeeper(
  blocks: readonly Block[],
  { interactions, features: featureCount, rowStarts, featureStarts, rowPointers }: Numbering,
  { factors, itemBag }: FactorizationMachineOptions,
  samples: number,
  cutpoints = 0,
): { readonly kept: KeptSamples; readonly keep: (sample: number, drawn: Drawn) => void } {
  const sampleLength = factors + 1;
  const width = paddedFactors(sampleLength);
  const columns = samples * sampleLength;
  const [users, items] = blocks;
  const firstUserFeature = users.groups[0].end;
  const firstItemFeature = items.groups[itemBag ? 1 : 0].end;
  const sizes = [
    users.matrix.rows,
    items.matrix.rows,
    featureCount - featureStarts[2],
    blocks.length - 2,
    users.matrix.columns - firstUserFeature,
    items.matrix.columns - firstItemFeature,
  ];
  const gibibytes = (sizes.reduce((sum, size) => sum + size, 0) * columns * 4) / 2 ** 30;
  if (gibibytes > 8) {
    throw new LikewiseError(
      'too-large',
      `factorizationMachine: the kept samples need ${gibibytes.toFixed(1)} GiB; at most 8 are held. Lower samples or factors, or raise thinning.`,
      { gibibytes },
    );
  }
  const rowsOf = (rows: number): DenseMatrix => ({ rows, columns, values: new Float32Array(rows * columns) });
  const numbersOf = (length: number): DenseMatrix<Float64Array> => {
    return { rows: samples, columns: length, values: new Float64Array(samples * length) };
  };
  const [userRows, itemRows, contextRows, contextMeans, userFeatureRows, itemFeatureRows] = sizes.map(rowsOf);
  const kept: KeptSamples = {
    intercepts: new Float64Array(samples),
    precisions: new Float64Array(samples),
    cutpoints: numbersOf(cutpoints),
    userRows,
    itemRows,
    contextRows,
    contextMeans,
    userFeatureRows,
    itemFeatureRows,
    userPriors: numbersOf(2 * sampleLength),
    itemPriors: numbersOf(2 * sampleLength),
  };

  function keep(sample: number, { features, rows, biases, intercept, precision, priors, cutpoints }: Drawn): void {
    kept.intercepts[sample] = intercept;
    kept.precisions[sample] = precision;
    if (cutpoints !== undefined) kept.cutpoints.values.set(cutpoints, sample * kept.cutpoints.columns);
    const copyRows = (to: DenseMatrix, from: Float32Array, first: number, biasOf: (row: number) => number): void => {
      for (let row = 0; row < to.rows; row++) {
        const at = row * columns + sample * sampleLength;
        for (let f = 0; f < factors; f++) to.values[at + f] = from[(first + row) * width + f];
        to.values[at + factors] = biasOf(first + row);
      }
    };
    const biasOfRow = (row: number): number => biases[row];
    const weightOf = (feature: number): number => features[feature * width + factors];
    copyRows(userRows, rows, 0, biasOfRow);
    copyRows(itemRows, rows, rowStarts[1], biasOfRow);
    copyRows(contextRows, features, featureStarts[2], weightOf);
    copyRows(userFeatureRows, features, firstUserFeature, weightOf);
    copyRows(itemFeatureRows, features, featureStarts[1] + firstItemFeature, weightOf);
    for (let b = 2; b < blocks.length; b++) {
      const mean = new Float64Array(sampleLength);
      for (let row = rowStarts[b]; row < rowStarts[b + 1]; row++) {
        const share = (rowPointers[row + 1] - rowPointers[row]) / interactions;
        for (let f = 0; f < factors; f++) mean[f] += share * rows[row * width + f];
        mean[factors] += share * biases[row];
      }
      contextMeans.values.set(mean, (b - 2) * columns + sample * sampleLength);
    }
    const copyPrior = ({ columns, values }: DenseMatrix<Float64Array>, group: number): void => {
      for (let f = 0; f < sampleLength; f++) {
        values[sample * columns + f] = priors[(group * width + f) * 2];
        values[sample * columns + sampleLength + f] = priors[(group * width + f) * 2 + 1];
      }
    };
    copyPrior(kept.userPriors, 0);
    copyPrior(kept.itemPriors, users.groups.length);
  }
  return { kept, keep };
}
