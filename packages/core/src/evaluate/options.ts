/** What can be asked of `evaluate`, and what it tells meanwhile. */
import type { Id } from '../data/id-map.ts';
import type { Interactions } from '../data/interactions.ts';
import type { Kernels, StopSignal } from '../kernels/kernels.ts';
import type { SparsePattern } from '../matrix/sparse.ts';
import type { RankedList } from '../metrics/metric.ts';
import type { EpochReport, Estimator } from '../models/contract/estimator.ts';

import type { Grouping } from './groups.ts';

/** Which context columns a question tells: all that the model has, or those named. */
export type AskedContext = 'all' | readonly string[];

export interface EvaluateProgress {
  readonly model: string;
  /** From 1. */
  readonly fold: number;
  readonly folds: number;
  readonly stage: 'fit' | 'predict' | 'rank';
  /** Epochs, test rows or users done. */
  readonly done: number;
  readonly total: number;
}

/** Values of one model on one fold, one for each user and metric. */
export interface UserValues {
  /** Position of the model among the estimators. */
  readonly position: number;
  readonly seed: number;
  /** From 1. */
  readonly fold: number;
  /** Everyone with a value, in the order of the data. */
  readonly users: readonly Id[];
  /** For each metric asked for that has a value a user, [users]: NaN where it is not defined. Of `rmse` and its like, that of the user's test rows. */
  readonly values: ReadonlyMap<string, Float64Array>;
}

/** Which of the trainings. */
export interface TrainingPlace {
  /** Position of the model among the estimators. */
  readonly position: number;
  readonly seed: number;
  /** From 1. */
  readonly fold: number;
}

/** Whose list it is, and by which model. */
export interface ListPlace extends TrainingPlace {
  /** Index of the user. */
  readonly user: number;
  /** All whose lists are judged: indexes, ascending. */
  readonly judged: Uint32Array;
  readonly train: Interactions;
  /** What users are known by: training, or what is folded in; [users × items]. */
  readonly known: SparsePattern;
}

export interface EvaluateOptions {
  /** Stops between epochs and blocks of users; `evaluate` then rejects with the signal's reason. */
  readonly signal?: StopSignal | undefined;
  /** A promise is awaited. */
  readonly onProgress?: ((progress: EvaluateProgress) => void | Promise<void>) | undefined;
  /** Worker threads; never changes a figure. @default all processors */
  readonly threads?: number | undefined;
  readonly kernels?: Kernels | undefined;
  /** As in training. */
  readonly onSlowKernels?: ((told: string) => void) | undefined;
  /** Hears what is worth knowing of a training, by the model's name: as in training. */
  readonly onNote?: ((sentence: string) => void) | undefined;
  /** Of the intervals and of sampled candidates; models have their own. Integer ≥ 0. @default 0 */
  readonly seed?: number | undefined;
  /** Draws of the bootstrap; 0 leaves intervals out. Integer ≥ 0. @default 1000 */
  readonly resamples?: number | undefined;
  /**
   * Which test interactions are relevant in rankings, such as ">=4". Absent: all of them. Models of ratings train on all ratings, models of
   * likes on those that meet the condition, with the rest known as seen: both kinds stand in one table, judged by the same items.
   */
  readonly relevant?: string | undefined;
  /**
   * For a split of positives, whose values are gone: the data they were taken from, and the positions of models that need ratings. Those
   * train on what the same positives were rated.
   */
  readonly rated?: { readonly data: Interactions; readonly positions: readonly number[] } | undefined;
  /** Adds, for metrics that count hits, figures among this many sampled items, named like "hr@10 (sampled 99)"; integer ≥ 1. */
  readonly sampled?: number | undefined;
  /**
   * Each relevant test interaction is a question of its own, under its circumstances: the model is told all context columns, or those
   * named. Absent: one list a user, on average over circumstances. Ratings are always predicted under those of their row.
   */
  readonly context?: AskedContext | undefined;
  /**
   * Adds the difference of every other model from the first, from the one at this position, or from the best by the first metric of which one
   * direction is better. @default false
   */
  readonly compare?: boolean | number | 'best' | undefined;
  /**
   * Also how each model ages, where the split is of several windows of time: the model of the first window is kept and judged on each later
   * one, beside the one trained anew for it. @default false
   */
  readonly aging?: boolean | undefined;
  /**
   * Says how alike items are in metrics such as `diversity@10:vectors` and `serendipity@10:similar`, fitted on each training part, the same for all models
   * judged. Absent: each model says it of its own lists.
   */
  readonly likeness?: Estimator | undefined;
  /** Also figures of groups of users and how often groups of items are listed: `groupsBy('users:activity')`. */
  readonly by?: readonly Grouping[] | undefined;
  /** Hears the values that figures are means of, after each model of each fold. A promise is awaited. */
  readonly onUserValues?: ((values: UserValues) => void | Promise<void>) | undefined;
  /** Hears every list that is judged. The list is used again for the next: read it, do not keep it. */
  readonly onList?: ((list: RankedList, place: ListPlace) => void) | undefined;
  /** Hears the epochs of each training. */
  readonly onEpoch?: ((report: EpochReport, place: TrainingPlace) => void) | undefined;
  /** Milliseconds from any start, such as `performance.now`. Core has no clock: without one there are no seconds. */
  readonly now?: (() => number) | undefined;
  /** Highest memory of the process so far, 10^6 bytes. */
  readonly peakMemoryMb?: (() => number) | undefined;
}
