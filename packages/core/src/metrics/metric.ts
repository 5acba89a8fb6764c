/** What a metric is: a number for each rating, each user's list, or all lists together. */
import type { Interactions } from '../data/interactions.ts';

export type MetricKind = 'rating' | 'ranking' | 'list';
export type Direction = 'higher' | 'lower' | 'neither';

interface Named {
  /** As asked for, such as "ndcg@10". */
  readonly name: string;
}

/** finish(mean over test rows of term(prediction − rating)). */
export interface RatingMetric extends Named {
  readonly kind: 'rating';
  readonly term: (error: number) => number;
  /** Never falls with its argument, so that it keeps the order of interval ends. */
  readonly finish: (mean: number) => number;
}

/** What one user was shown. The object is used again for the next user: read it, do not keep it. */
export interface RankedList {
  /** Index of the user; absent of a list that is nobody's. */
  readonly user?: number | undefined;
  /** Item indexes, best first; entries from `length` on mean nothing. */
  readonly items: Int32Array;
  /** How many items there are: n, or fewer where the model has no more. */
  readonly length: number;
  /** 1 for each item that the user turned out to like; [items]. */
  readonly relevant: Uint8Array;
  /** The same as item indexes; at least one. */
  readonly relevantItems: ArrayLike<number>;
  /** 1 for each item that was no candidate, because training or fold-in showed it; [items]. */
  readonly excluded: Uint8Array;
  /** What training or fold-in showed of the user: item indexes. */
  readonly known: ArrayLike<number>;
  /** Score of each item, NaN where there is none, for metrics with `needsScores`; [items]. */
  readonly scores: Float32Array | undefined;
}

/** How alike two items are, by their indexes. */
export type Likeness = (i: number, j: number) => number;

/** How alike items are by a fitted model; what it cannot say is absent. */
export interface ModelLikeness {
  /** Cosine of the vectors that it learned of them. */
  readonly vectors?: Likeness | undefined;
  /** What it gives as similar items. */
  readonly similar?: Likeness | undefined;
}

/** The value of one list. */
export type Judge = (list: RankedList) => number;

/** Mean over users of a value for each list; NaN = not defined for this user, who is then left out of this mean. */
export interface RankingMetric extends Named {
  readonly kind: 'ranking';
  /** Length of the list it looks at; 0 for one that looks at scores only. */
  readonly n: number;
  readonly needsScores?: boolean;
  /** Whether it asks only where relevant items stand, and so can be taken among sampled candidates too. */
  readonly ofHits?: boolean;
  /** The function that judges lists of one model; it must not allocate for each user. Without `likeness` nothing that asks for it is defined. */
  readonly start: (train: Interactions, likeness?: ModelLikeness) => Judge;
}

/** One value for all lists together; NaN = not defined for these. */
export interface ListMetric extends Named {
  readonly kind: 'list';
  readonly n: number;
  readonly start: (train: Interactions, likeness?: ModelLikeness) => { add(list: RankedList): void; value(): number };
}

export type Metric = RatingMetric | RankingMetric | ListMetric;

/** One metric as data: parser, help and documentation read this. `Written` are the texts that ask for it. */
export interface MetricEntry<Written extends string = string> {
  /** Without its argument, such as "ndcg". */
  readonly name: string;
  /** How it is written, such as "ndcg@10". */
  readonly usage: Written;
  readonly kind: MetricKind;
  /** Which way is better. */
  readonly direction: Direction;
  /** Least and greatest value, such as "[0, 1]". */
  readonly range: string;
  /** Exact, in plain text with Unicode mathematics. */
  readonly definition: string;
  readonly source: string;
  /** What may follow the number after a further ":", such as "features"; absent: nothing. */
  readonly variants?: readonly string[] | 'attribute' | undefined;
  /** `argument` is n of "@n", or the number after ":"; 0 where the usage has none. `variant` is what follows it. */
  readonly create: (name: string, argument: number, variant?: string) => Metric;
}

type Described<Written extends string, Left extends keyof MetricEntry> = Omit<MetricEntry<Written>, 'kind' | 'create' | Left>;

interface Asked {
  /** As written. */
  readonly name: string;
  readonly variant: string | undefined;
  readonly likeness: ModelLikeness | undefined;
}

/** The entry of a metric of each list for itself; `start` is given n, the training part and what was asked for. */
export function rankingMetric<Written extends string>(
  described: Described<Written, never>,
  start: (n: number, train: Interactions, asked: Asked) => Judge,
): MetricEntry<Written> {
  const create: MetricEntry['create'] = (name, n, variant) => ({
    kind: 'ranking',
    name,
    n,
    start: (train, likeness) => start(n, train, { name, variant, likeness }),
  });
  return { ...described, kind: 'ranking', create };
}

/** One that asks only where relevant items stand, and ends at 1. */
export function hitMetric<Written extends string>(
  described: Described<Written, 'direction' | 'range'>,
  start: (n: number) => Judge,
): MetricEntry<Written> {
  const create = (name: string, n: number): Metric => ({ kind: 'ranking', name, n, ofHits: true, start: () => start(n) });
  return { direction: 'higher', range: '[0, 1]', ...described, kind: 'ranking', create };
}
