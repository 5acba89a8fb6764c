/** Settings that user-knn and item-knn share, and what `auto` means for the data at hand. */
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { choice, integer, number, type OptionSpecs } from '../../options.ts';

export const similarities = [
  'auto',
  'pearson',
  'cosine',
  'centered-cosine',
  'adjusted-cosine',
  'msd',
  'jaccard',
  'pearson-baseline',
  'tf-idf',
  'bm25',
] as const;
export type SimilarityName = (typeof similarities)[number];
type Norms = 'auto' | 'common' | 'all';
type Prediction = 'baseline' | 'mean' | 'z-score' | 'plain';

/** Settings of user-knn and item-knn. "Rows" are what has neighbors: users for user-knn, items for item-knn. */
export interface NeighborSettings {
  /** K: most neighbors that say something about one item; integer ≥ 1. @default 40 */
  readonly neighbors: number;
  /** Neighbors kept for each user or item; left out: 500 for ratings, K for all else; integer ≥ 1. */
  readonly listLength: number | undefined;
  /** Fewer neighbors than this count as none (ratings); integer ≥ 1. @default 1 */
  readonly minNeighbors: number;
  /** What makes two alike; auto: pearson-baseline for ratings, cosine for all else. @default 'auto' */
  readonly similarity: SimilarityName;
  /**
   * Vector lengths of cosines over common entries or over all; auto: common for pearson-baseline between people, else all. @default 'auto'
   */
  readonly norms: Norms;
  /** Common entries that a pair needs to count as similar; integer ≥ 1. @default 1 */
  readonly minOverlap: number;
  /** Similarities count n / (n + this), n the common entries; left out: 100 for pearson-baseline, else 0; ≥ 0. */
  readonly shrinkage: number | undefined;
  /** Neighbors of positive similarity only, or also of negative (ratings). @default 'positive' */
  readonly weights: 'positive' | 'all';
  /** What neighbors say the deviation from; plain: their ratings. @default 'baseline' */
  readonly prediction: Prediction;
  /** How strongly user biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 15 */
  readonly userRegularization: number;
  /** How strongly item biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 10 */
  readonly itemRegularization: number;
  /** Passes that fit the baseline; integer ≥ 1. @default 10 */
  readonly baselineEpochs: number;
  /** How slowly repeated interactions saturate (bm25); ≥ 0. @default 1.2 */
  readonly k1: number;
  /** How much long rows are held down (bm25); ≥ 0 and ≤ 1. @default 0.75 */
  readonly b: number;
}

export const neighborOptions: OptionSpecs<NeighborSettings> = {
  neighbors: integer(40, { min: 1 }, 'K: most neighbors that say something about one item'),
  listLength: integer(undefined, { min: 1 }, 'neighbors kept for each user or item; left out: 500 for ratings, K for all else'),
  shrinkage: number(
    undefined,
    { min: 0 },
    'similarities count n / (n + this), n the common entries; left out: 100 for pearson-baseline, else 0',
  ),
  minNeighbors: integer(1, { min: 1 }, 'fewer neighbors than this count as none (ratings)'),
  similarity: choice('auto', similarities, 'what makes two alike; auto: pearson-baseline for ratings, cosine for all else'),
  norms: choice(
    'auto',
    ['auto', 'common', 'all'],
    'vector lengths of cosines over common entries or over all; auto: common for pearson-baseline between people, else all',
  ),
  minOverlap: integer(1, { min: 1 }, 'common entries that a pair needs to count as similar'),
  weights: choice('positive', ['positive', 'all'], 'neighbors of positive similarity only, or also of negative (ratings)'),
  prediction: choice('baseline', ['baseline', 'mean', 'z-score', 'plain'], 'what neighbors say the deviation from; plain: their ratings'),
  userRegularization: number(15, { min: 0 }, 'how strongly user biases of the baseline are drawn to 0, in ratings'),
  itemRegularization: number(10, { min: 0 }, 'how strongly item biases of the baseline are drawn to 0, in ratings'),
  baselineEpochs: integer(10, { min: 1 }, 'passes that fit the baseline'),
  k1: number(1.2, { min: 0 }, 'how slowly repeated interactions saturate (bm25)'),
  b: number(0.75, { min: 0, max: 1 }, 'how much long rows are held down (bm25)'),
};

/** Neighbors that are kept for each row. */
export const keptNeighbors = ({ listLength, neighbors }: NeighborSettings, hasRatings: boolean): number =>
  listLength ?? (hasRatings ? Math.max(500, neighbors) : neighbors);

export interface ResolvedSimilarity {
  readonly name: Exclude<SimilarityName, 'auto'>;
  readonly norms: 'common' | 'all';
  readonly shrinkage: number;
}

const ofPatterns: readonly SimilarityName[] = ['cosine', 'jaccard', 'tf-idf', 'bm25'];
const alwaysCommon: readonly SimilarityName[] = ['pearson', 'msd'];
const alwaysAll: readonly SimilarityName[] = ['jaccard', 'tf-idf', 'bm25'];

/** @throws LikewiseError `invalid-option` where the norms asked for are not those of the similarity. */
export function checkNorms(owner: string, { similarity, norms }: NeighborSettings): void {
  const refused =
    (norms === 'all' && alwaysCommon.includes(similarity)) || (norms === 'common' && alwaysAll.includes(similarity)) ? norms : undefined;
  if (refused === undefined) return;
  throw new LikewiseError(
    'invalid-option',
    `${owner}: similarity ${similarity} has no norms over ${refused} entries; leave norms out, or take ${
      refused === 'all' ? 'centered-cosine' : 'cosine'
    }.`,
    { option: 'norms', value: norms, similarity },
  );
}

/** @throws LikewiseError `missing-ratings` for a similarity of ratings on data without them. */
export function resolvedSimilarity(
  owner: string,
  of: 'users' | 'items',
  { similarity, norms, shrinkage }: NeighborSettings,
  train: Pick<Interactions, 'hasRatings' | 'valueKind'>,
): ResolvedSimilarity {
  const name = similarity !== 'auto' ? similarity : train.hasRatings ? 'pearson-baseline' : 'cosine';
  if (!train.hasRatings && (!ofPatterns.includes(name) || norms === 'common')) {
    const came = train.valueKind === 'weight' ? 'weights of implicit feedback' : 'interactions without values';
    throw new LikewiseError(
      'missing-ratings',
      `${owner}: similarity ${name}${norms === 'common' ? ' with norms over common entries' : ''} needs ratings; got ${came}. Name the rating column, or take one of ${ofPatterns.join(', ')}.`,
      { similarity: name, norms, valueKind: train.valueKind, instead: ofPatterns },
    );
  }
  // By validation on MovieLens 100K and 1M: between items norms over all do better, between users those over common entries.
  const commonByItself = name === 'pearson-baseline' && of === 'users';
  const common = alwaysCommon.includes(name) || norms === 'common' || (norms === 'auto' && commonByItself);
  return { name, norms: common ? 'common' : 'all', shrinkage: shrinkage ?? (name === 'pearson-baseline' ? 100 : 0) };
}
