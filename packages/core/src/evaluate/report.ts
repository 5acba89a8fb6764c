/** What an evaluation says: plain data, as `evaluate --json` prints it. */
import type { Interval } from './bootstrap.ts';

export type Figures = Readonly<Record<string, number>>;

export interface FoldReport {
  readonly metrics: Figures;
  readonly ci: Readonly<Record<string, Interval>>;
  /** Absent where the caller gave no clock. */
  readonly fitSeconds?: number | undefined;
  /** Predicting, making lists and judging them. */
  readonly scoreSeconds?: number | undefined;
  /** Users in the means of ranking metrics. */
  readonly usersEvaluated: number;
  /** Users of the test part with nothing relevant there, or nothing to know them by. */
  readonly usersLeftOut: number;
  /** Users for whom the model had no list; they count, with an empty one. */
  readonly usersUnanswered: number;
  /** Test rows without a prediction; the mean of the training ratings stood in. */
  readonly unpredicted: number;
}

/** How a model differs from the first one, on the same users and rows. */
export interface Difference {
  /** Figure of this model − figure of the first. */
  readonly value: number;
  readonly ci: Interval;
  /** Two-sided, by paired bootstrap: how easily the sign could have come out otherwise. */
  readonly p: number;
}

export interface ReportRow extends FoldReport {
  readonly model: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Metrics that the model has no ability for; they have no figure. */
  readonly unsupported: readonly string[];
  /** Highest memory of the process so far, 10^6 bytes; absent where the caller gave no probe. */
  readonly peakMemoryMb?: number | undefined;
  /** With `compare`, for every model but the first. */
  readonly differences?: Readonly<Record<string, Difference>> | undefined;
  /** Where there are several: `metrics` then are means over them, users and seconds are sums. */
  readonly folds?: readonly FoldReport[] | undefined;
}

export interface Report {
  readonly data: {
    readonly users: number;
    readonly items: number;
    /** Interactions of the (first) training part. */
    readonly train: number;
    readonly test: number;
    /** Interactions told about held-out users. */
    readonly foldIn?: number | undefined;
    readonly folds: number;
  };
  readonly split: string;
  /** What lists are chosen from. */
  readonly candidates: string;
  /** Which test interactions count as relevant. */
  readonly relevant: string;
  /** How questions are asked under a context; absent: one list a user. */
  readonly context?: string | undefined;
  readonly seed: number;
  readonly rows: readonly ReportRow[];
}
