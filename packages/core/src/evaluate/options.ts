/** What can be asked of `evaluate`, and what it tells meanwhile. */
import type { Kernels, StopSignal } from '../kernels/kernels.ts';

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

export interface EvaluateOptions {
  /** Stops between epochs and blocks of users; `evaluate` then rejects with the signal's reason. */
  readonly signal?: StopSignal | undefined;
  /** A promise is awaited. */
  readonly onProgress?: ((progress: EvaluateProgress) => void | Promise<void>) | undefined;
  /** Worker threads; never changes a figure. @default all processors */
  readonly threads?: number | undefined;
  readonly kernels?: Kernels | undefined;
  /** Of the intervals and of sampled candidates; models have their own. Integer ≥ 0. @default 0 */
  readonly seed?: number | undefined;
  /** Draws of the bootstrap; 0 leaves intervals out. Integer ≥ 0. @default 1000 */
  readonly resamples?: number | undefined;
  /** Which test interactions are relevant in rankings, such as ">=4"; training keeps all. Absent: all of them. */
  readonly relevant?: string | undefined;
  /** Adds, for metrics that count hits, figures among this many sampled items, named like "hr@10 (sampled 99)"; integer ≥ 1. */
  readonly sampled?: number | undefined;
  /**
   * Each relevant test interaction is a question of its own, under its circumstances: the model is told all context columns, or those
   * named. Absent: one list a user, on average over circumstances. Ratings are always predicted under those of their row.
   */
  readonly context?: AskedContext | undefined;
  /** Adds the difference of every model from the first. @default false */
  readonly compare?: boolean | undefined;
  /** Milliseconds from any start, such as `performance.now`. Core has no clock: without one there are no seconds. */
  readonly now?: (() => number) | undefined;
  /** Highest memory of the process so far, 10^6 bytes. */
  readonly peakMemoryMb?: (() => number) | undefined;
}
