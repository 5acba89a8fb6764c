/** What can be set of a content model. */
import { boolean, choice, integer, number, type OptionSpecs, text } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface ContentOptions {
  /** Attributes and texts that count: all, or names joined by +, with weights as in category*2+description. @default 'all' */
  readonly fields: string;
  /** Of words and levels: tf-idf, BM25, or how often they occur. @default 'tf-idf' */
  readonly weighting: 'tf-idf' | 'bm25' | 'count';
  /** Ln((1 + N)/(1 + df)) + 1, or ln(N/df) + 1 (tf-idf). @default 'smooth' */
  readonly idf: 'smooth' | 'plain';
  /** 1 + ln tf in place of tf (tf-idf and count). @default false */
  readonly sublinear: boolean;
  /** How slowly repeated words saturate (bm25); ≥ 0. @default 1.2 */
  readonly k1: number;
  /** How much long texts are held down (bm25); ≥ 0 and ≤ 1. @default 0.75 */
  readonly b: number;
  /** Of the texts, for stems and stop words; auto: by its commonest words. @default 'auto' */
  readonly language: 'auto' | 'none' | 'english' | 'german' | 'french' | 'spanish' | 'italian';
  /** Words such as "the" are left out of texts. @default true */
  readonly stopWords: boolean;
  /** Terms of texts are up to this many words; integer ≥ 1 and ≤ 5. @default 1 */
  readonly ngrams: number;
  /** Least items that have a word or level: what one item alone has tells nothing of others; integer ≥ 1. @default 2 */
  readonly minDf: number;
  /** Largest share of items that may have a word or level; > 0 and ≤ 1. @default 1 */
  readonly maxDf: number;
  /** Terms kept of each text, those of most items first; left out: all; integer ≥ 1. */
  readonly maxFeatures: number | undefined;
  /** Liked items count alike, or by how much they were liked. @default 'equal' */
  readonly likes: 'equal' | 'rated';
  /** γ: how much what was rated low pushes away; ≥ 0. @default 0 */
  readonly dislikes: number;
}

export const contentOptions: OptionSpecs<ContentOptions> = {
  fields: text('all', 'attributes and texts that count: all, or names joined by +, with weights as in category*2+description'),
  weighting: choice('tf-idf', ['tf-idf', 'bm25', 'count'], 'of words and levels: tf-idf, BM25, or how often they occur'),
  idf: choice('smooth', ['smooth', 'plain'], 'ln((1 + N)/(1 + df)) + 1, or ln(N/df) + 1 (tf-idf)'),
  sublinear: boolean(false, '1 + ln tf in place of tf (tf-idf and count)'),
  k1: number(1.2, { min: 0 }, 'how slowly repeated words saturate (bm25)'),
  b: number(0.75, { min: 0, max: 1 }, 'how much long texts are held down (bm25)'),
  language: choice(
    'auto',
    ['auto', 'none', 'english', 'german', 'french', 'spanish', 'italian'],
    'of the texts, for stems and stop words; auto: by its commonest words',
  ),
  stopWords: boolean(true, 'words such as "the" are left out of texts'),
  ngrams: integer(1, { min: 1, max: 5 }, 'terms of texts are up to this many words'),
  minDf: integer(2, { min: 1 }, 'least items that have a word or level: what one item alone has tells nothing of others'),
  maxDf: number(1, { above: 0, max: 1 }, 'largest share of items that may have a word or level'),
  maxFeatures: integer(undefined, { min: 1 }, 'terms kept of each text, those of most items first; left out: all'),
  likes: choice('equal', ['equal', 'rated'], 'liked items count alike, or by how much they were liked'),
  dislikes: number(0, { min: 0 }, 'γ: how much what was rated low pushes away'),
};

export const contentPresets: CatalogEntry<ContentOptions>['presets'] = {
  'movielens-small': {
    settings: { weighting: 'bm25', fields: 'category+tag*3+year+title' },
    found:
      'greatest NDCG@10 of eight on MovieLens latest-small with movies.csv and tags.csv, ratings >= 4, films numbered at random, cold-items:0.8 with seed 7 of the training part of cold-items:0.8 with seed 1: tf-idf and bm25, b 0 to 0.75, tags times 1 to 3, year and title times 0.7 and 1, minDf 1 and 2',
  },
};
