/** Settings that user-knn and item-knn share, and what `auto` means for the data at hand. */
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { choice, integer, number, type OptionSpecs } from '../../options.ts';
import type { StateSettings } from '../state.ts';

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
export type Norms = 'auto' | 'common' | 'all';
export type Prediction = 'baseline' | 'mean' | 'z-score' | 'plain';

/** What shared code reads of either model's settings. */
export interface NeighborSettings {
  readonly neighbors: number;
  readonly listLength: number | undefined;
  readonly minNeighbors: number;
  readonly similarity: SimilarityName;
  readonly norms: Norms;
  readonly minOverlap: number;
  readonly shrinkage: number | undefined;
  readonly weights: 'positive' | 'all';
  readonly prediction: Prediction;
  readonly userRegularization: number;
  readonly itemRegularization: number;
  readonly baselineEpochs: number;
  readonly k1: number;
  readonly b: number;
}

/** Specs that do not differ between the two. */
export const sharedSpecs: Omit<OptionSpecs<NeighborSettings>, 'neighbors' | 'listLength' | 'shrinkage'> = {
  minNeighbors: integer(1, { min: 1 }, 'fewer neighbors than this count as none (ratings)'),
  similarity: choice('auto', similarities, 'what makes two alike; auto: pearson-baseline for ratings, cosine for all else'),
  norms: choice(
    'auto',
    ['auto', 'common', 'all'],
    'vector lengths of cosines over common entries or over all; auto: common for pearson-baseline, else all',
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
  const common = alwaysCommon.includes(name) || norms === 'common' || (norms === 'auto' && name === 'pearson-baseline');
  return { name, norms: common ? 'common' : 'all', shrinkage: shrinkage ?? (name === 'pearson-baseline' ? 100 : 0) };
}

/** Settings as plain data of a state. */
export const plainSettings = (settings: NeighborSettings): StateSettings => ({ ...settings });
