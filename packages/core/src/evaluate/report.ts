/** What an evaluation says: plain data, as `evaluate --json` prints it. */
import type { Interval } from './bootstrap.ts';
import type { Unpredicted } from './rating-errors.ts';

export type Figures = Readonly<Record<string, number>>;

export interface FoldReport {
  readonly metrics: Figures;
  readonly ci: Readonly<Record<string, Interval>>;
  /** Where the test part is a span of time: its first moment, and the one it ends before; ISO 8601. */
  readonly window?: { readonly from: string; readonly to: string } | undefined;
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
  /** Test rows that the model did not predict; the training mean with what training knew of user and item stood in. */
  readonly unpredicted: number;
  /** Where there are some: why. */
  readonly unpredictedBecause?: Unpredicted | undefined;
  /** Where there are some: figures of ratings over the other rows alone, those the model predicted itself. */
  readonly predictedOnly?: Figures | undefined;
}

/** Test rows of a user, or an item, without a row in training (or in what was folded in). */
export interface UnseenRows {
  /** All test rows. */
  readonly of: number;
  /** Those of either. */
  readonly rows: number;
  readonly newUser: number;
  readonly newItem: number;
}

/** Figures of one seed of models and split. */
export interface SeedReport {
  readonly seed: number;
  readonly metrics: Figures;
}

/** How a model differs from the one compared with, on the same users and rows. */
export interface Difference {
  /** Figure of this model − figure of the other. */
  readonly value: number;
  readonly ci: Interval;
  /** Two-sided, by paired bootstrap over users (ranking) or test rows (ratings): how easily the sign could have come out otherwise. */
  readonly p: number;
  /** The same, corrected by Holm for all models compared by this metric. */
  readonly pAdjusted: number;
  /** By each person's own difference; absent where fewer than 2 people have a value by both models. */
  readonly perPerson?: PersonDifferences | undefined;
}

/** Two-sided p of a test, and that corrected by Holm for all models compared by this metric. */
export interface TestedP {
  readonly p: number;
  readonly pAdjusted: number;
}

/**
 * Differences person by person: of what their list is worth, or of the figure over their own test rows (their RMSE); of several folds and
 * seeds the mean over those in which both models have one.
 */
export interface PersonDifferences {
  readonly people: number;
  /** People with a higher, a lower value than by the other model; the rest have the same. */
  readonly above: number;
  readonly below: number;
  /** Wilcoxon's signed-rank test. */
  readonly wilcoxon: TestedP;
  /** Student's paired t-test. */
  readonly t: TestedP;
}

/** One span of time, by a model trained anew for it and by the one of the first span. */
export interface AgingWindow {
  /** ISO 8601: its first moment, and the one it ends before. */
  readonly from: string;
  readonly to: string;
  /** Of the model trained on all before the span. */
  readonly retrained: Figures;
  /** Of the model trained on all before the first span. */
  readonly kept: Figures;
  /** Retrained less kept, on the same people or test rows; p corrected by Holm for the spans. None in the first, where both are one model. */
  readonly differences: Readonly<Record<string, Difference>>;
  readonly users: number;
  /** Users for whom the kept model had no list: whom it never met. */
  readonly usersUnanswered: number;
}

export interface Aging {
  readonly windows: readonly AgingWindow[];
  /**
   * By metric of which one direction is better: the first span in which the whole interval of the difference speaks for retraining, from 1,
   * its first moment, and how many days after the start of the first; `null` where there is none.
   */
  readonly pays: Readonly<Record<string, { readonly window: number; readonly from: string; readonly days: number } | null>>;
}

/** Figures of one group of users; of several folds means over those in which the group has one, its bounds those of the first. */
export interface GroupReport {
  /** As asked for, such as "users:activity". */
  readonly by: string;
  readonly group: string;
  /** Of groups by a number: least and greatest of it, where there is a bound. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Users of the group in the means of ranking metrics; 0 leaves those out. */
  readonly users: number;
  readonly metrics: Figures;
  readonly ci: Readonly<Record<string, Interval>>;
}

/** How much one group of items has of what is shown and of what there is; an item of m groups gives 1/m of itself to each. */
export interface Exposure {
  /** As asked for, such as "items:genre". */
  readonly by: string;
  readonly group: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** How much of each list counts as shown. */
  readonly n: number;
  /** Shares in [0, 1]: of the places in all lists, of the items of the catalog, of the training interactions, and of the relevant test interactions. */
  readonly places: number;
  readonly catalog: number;
  readonly training: number;
  readonly relevant: number;
}

export interface ReportRow extends FoldReport {
  readonly model: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** With `relevant`, where training had ratings: all of them, or the likes among them. */
  readonly trainedOn?: 'ratings' | 'likes' | undefined;
  /** Metrics that the model has no ability for; they have no figure. */
  readonly unsupported: readonly string[];
  /** Highest memory of the process so far, 10^6 bytes; absent where the caller gave no probe. */
  readonly peakMemoryMb?: number | undefined;
  /** With `compare`, for every model but the one compared with. */
  readonly differences?: Readonly<Record<string, Difference>> | undefined;
  /** With `compare`, the same rows: mean of |A ∩ B| / |A ∪ B| over the first n of both models' lists, those where both are empty left out. */
  readonly overlap?: { readonly n: number; readonly jaccard: number; readonly lists: number } | undefined;
  /** With `by`, where users are grouped: a group after the other. */
  readonly groups?: readonly GroupReport[] | undefined;
  /** With `by`, where items are grouped and lists were made. */
  readonly exposure?: readonly Exposure[] | undefined;
  readonly aging?: Aging | undefined;
  /** Where there are several: `metrics` then are means over them, users and seconds are sums. */
  readonly folds?: readonly FoldReport[] | undefined;
  /** Of several seeds; `metrics` then are means over them, users and seconds are sums. */
  readonly seeds?: readonly SeedReport[] | undefined;
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
    /** Users of all folds with something to be known by and nothing in the test part, who are not judged. */
    readonly usersWithoutTest: number;
    /** Test rows of all folds whose user or item training never saw. */
    readonly unseen: UnseenRows;
  };
  readonly split: string;
  /** What lists are chosen from. */
  readonly candidates: string;
  /** Which test interactions count as relevant. */
  readonly relevant: string;
  /** With `sampled`, where some people have fewer others than asked for: how many people, and the fewest. */
  readonly fewerSampled?: { readonly people: number; readonly fewest: number } | undefined;
  /** Position of the model that differences are from. */
  readonly comparedWith?: number | undefined;
  /** Where there are several: which, and what they are seeds of, because it differs between them. */
  readonly seeds?: { readonly numbers: readonly number[]; readonly of: 'split and models' | 'split' | 'models' | 'nothing' } | undefined;
  /** How questions are asked under a context; absent: one list a user. */
  readonly context?: string | undefined;
  /** With `likeness`: the model that says how alike items are. Absent: each model of its own lists. */
  readonly likenessBy?: string | undefined;
  readonly seed: number;
  readonly rows: readonly ReportRow[];
}
