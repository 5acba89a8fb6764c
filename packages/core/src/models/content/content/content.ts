/**
 * Content: people get what resembles what they liked. An item is the vector of its words, levels and numbers,
 *   x_i = ⊕_f ω_f x_if / √Σ_f ω_f²,   ‖x_if‖ = 1 or 0 where the item has nothing of f,
 * each text and each set of levels f weighted by tf-idf, tf · (ln((1 + N)/(1 + df)) + 1), or by BM25,
 *   ln(1 + (N − df + ½)/(df + ½)) · tf (k₁ + 1) / (tf + k₁ (1 − b + b · length / mean length)), and brought to length 1;
 * so that ⟨x_i, x_j⟩ is the weighted mean of the cosines of the fields; a person is the mean of the items they liked less γ times the mean of the others,
 *   p_u = mean_{i liked} x_i − γ mean_{i disliked} x_i;   score(u,i) = ⟨p_u, x_i⟩ / ‖p_u‖.
 *
 * Source: Lops, de Gemmis, Semeraro: Content-based Recommender Systems: State of the Art and Trends, Recommender Systems Handbook,
 * Springer 2011, doi:10.1007/978-0-387-85820-3_3; profile: Rocchio: Relevance Feedback in Information Retrieval, The SMART Retrieval
 * System, 1971; tf-idf: Salton, Buckley, 1988, doi:10.1016/0306-4573(88)90021-0; BM25: Robertson, Zaragoza, 2009,
 * doi:10.1561/1500000019.
 * Differs: an item that nobody has is recommended like any other, also one that only the item features know; each field is brought to
 * length 1, so that a long text does not drown the categories, but not the whole item: what is known of more fields scores in more of
 * them; the idf of BM25 is never negative.
 */
import type { Features } from '../../../data/features.ts';
import { IdMap } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { LikewiseError } from '../../../errors.ts';
import { boolean, choice, integer, number, type OptionSpecs, resolveOptions, text } from '../../../options.ts';
import { fieldsOf } from '../../attributes/fields.ts';
import { itemVectors } from '../../attributes/item-vectors.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import { refuseRefit, requireInteractions, requireItemFeatures } from '../../contract/requirements.ts';
import type { ModelState } from '../../contract/state.ts';
import { ContentModel, checkedContentState } from './model.ts';

export interface ContentOptions {
  /** Attributes and texts that count: `all`, or names joined by +, each possibly with a weight, such as "category*2+description". @default 'all' */
  readonly fields: string;
  /** Of words and levels: tf-idf, BM25, or how often they occur. @default 'tf-idf' */
  readonly weighting: 'tf-idf' | 'bm25' | 'count';
  /** ln((1 + N)/(1 + df)) + 1, or ln(N/df) + 1 (tf-idf). @default 'smooth' */
  readonly idf: 'smooth' | 'plain';
  /** 1 + ln tf in place of tf (tf-idf and count). @default false */
  readonly sublinear: boolean;
  /** How slowly repeated words saturate (bm25); ≥ 0. @default 1.2 */
  readonly k1: number;
  /** How much long texts are held down (bm25); 0 to 1. @default 0.75 */
  readonly b: number;
  /** Of the texts, for stems and stop words; `auto`: each text's own, by its commonest words. @default 'auto' */
  readonly language: 'auto' | 'none' | 'english' | 'german' | 'french' | 'spanish' | 'italian';
  /** Words such as "the" are left out of texts. @default true */
  readonly stopWords: boolean;
  /** Terms of texts are up to this many words; 1 to 5. @default 1 */
  readonly ngrams: number;
  /** Least items that have a word or level: what one item alone has tells nothing of others; integer ≥ 1. @default 2 */
  readonly minDf: number;
  /** Largest share of items that may have a word or level; > 0 and ≤ 1. @default 1 */
  readonly maxDf: number;
  /** Terms kept of each text, those of most items first; integer ≥ 1. Left out: all. */
  readonly maxFeatures: number | undefined;
  /** Liked items count alike, or by how much they were liked. @default 'equal' */
  readonly likes: 'equal' | 'rated';
  /** γ: how much what was rated low pushes away; ≥ 0. @default 0 */
  readonly dislikes: number;
}

const options: OptionSpecs<ContentOptions> = {
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
  minDf: integer(2, { min: 1 }, 'least items that have a word or level'),
  maxDf: number(1, { above: 0, max: 1 }, 'largest share of items that may have a word or level'),
  maxFeatures: integer(undefined, { min: 1 }, 'terms kept of each text, those of most items first; left out: all'),
  likes: choice('equal', ['equal', 'rated'], 'liked items count alike, or by how much they were liked'),
  dislikes: number(0, { min: 0 }, 'how much what was rated low pushes away'),
};

/**
 * Values may be ratings, weights or nothing; liked are ratings at or above the person's own mean (damped towards everyone's), or
 * weights above 0. Items of the features that training does not have follow those of training in `items`.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-item-features`, `unknown-field`,
 *   `no-features` where no item of training has one that another has, `invalid-value`, `too-large` with an estimate.
 * @example const model = await content({ fields: 'category*2+description' }).fit(train);
 */
export function content(given: Partial<ContentOptions> = {}): Estimator<ContentModel, ContentOptions> {
  const settings = resolveOptions('content', options, given);
  return Object.freeze({ name: 'content', settings, fit });

  async function fit(train: Interactions, { signal, onEpoch, refit }: FitContext = {}): Promise<ContentModel> {
    refuseRefit('content', refit);
    signal?.throwIfAborted();
    requireInteractions('content', train);
    const described = requireItemFeatures('content', train);
    const { users, userItems, ratingScale } = train;
    const items = withDescribed(train.items, described);
    const { features, vectors, languages } = itemVectors(
      'content',
      items,
      described,
      fieldsOf('content', described, settings.fields),
      settings,
      signal,
    );
    requireUsefulFeatures(train, vectors.pointers, settings);
    await onEpoch?.({ epoch: 1, epochs: 1, figures: { features: features.size, itemsWithFeatures: filledRows(vectors.pointers) } });
    signal?.throwIfAborted();
    const ratings = ratingScale === undefined ? null : { mean: meanOf(userItems.values), min: ratingScale.min, max: ratingScale.max };
    const seen = { ...userItems, columns: items.size };
    return modelOf({ settings: { ...settings }, users, items, seen, features, vectors, languages, ratings }, settings);
  }
}

/** Items of training, then those of which only the features tell. */
function withDescribed(items: IdMap, { ids }: Features): IdMap {
  const others = ids.ids.filter((id) => items.indexOf(id) === undefined);
  return others.length === 0 ? items : new IdMap([...items.ids, ...others]);
}

const filledRows = (pointers: Uint32Array): number =>
  pointers.reduce((sum, end, row) => (row > 0 && end > pointers[row - 1] ? sum + 1 : sum), 0);

function requireUsefulFeatures(train: Interactions, pointers: Uint32Array, { fields, minDf }: ContentOptions): void {
  if (train.userItems.indexes.some((item) => pointers[item + 1] > pointers[item])) return;
  const wanted = minDf === 1 ? 'a feature' : `a feature that at least ${minDf} items have`;
  throw new LikewiseError(
    'no-features',
    `content: no item of the ${train.size} interactions has ${wanted} (fields: ${fields}); check that both name items alike, choose other fields${minDf === 1 ? '' : ', or lower minDf'}.`,
    { fields, minDf },
  );
}

const modelOf = (state: ConstructorParameters<typeof ContentModel>[0], settings: ContentOptions): ContentModel =>
  new ContentModel(state, settings);

/** @throws LikewiseError `invalid-option`, `unknown-option`; `invalid-state` where the parts do not fit each other. */
function restore(state: ModelState): ContentModel {
  const settings = resolveOptions('content', options, state.settings as Partial<ContentOptions>);
  return modelOf(checkedContentState(state), settings);
}

export const contentEntry: CatalogEntry<ContentOptions, ContentModel> = {
  name: 'content',
  factory: 'content',
  family: 'content',
  summary:
    'What resembles what the person liked, by texts, categories, numbers or your own vectors: also recommends items that nobody has yet.',
  feedback: 'any',
  needs: ['item-features'],
  abilities: ['score', 'recommend', 'similar', 'fold-in', 'vector', 'explain'],
  options,
  formula: 'score(u,i) = ⟨p_u, x_i⟩ / ‖p_u‖, p_u = mean of liked x_i − γ mean of disliked x_i, x_i the tf-idf or BM25 of words and levels',
  source:
    'Lops, de Gemmis, Semeraro: Content-based Recommender Systems: State of the Art and Trends, Recommender Systems Handbook 2011, doi:10.1007/978-0-387-85820-3_3',
  presets: {
    'movielens-small': {
      settings: { weighting: 'bm25', fields: 'category+tag*3+year+title' },
      found:
        'greatest NDCG@10 of eight on MovieLens latest-small with movies.csv and tags.csv, ratings >= 4, films numbered at random, cold-items:0.8 with seed 7 of the training part of cold-items:0.8 with seed 1: tf-idf and bm25, b 0 to 0.75, tags times 1 to 3, year and title times 0.7 and 1, minDf 1 and 2',
    },
  },
  create: content,
  restore,
};
