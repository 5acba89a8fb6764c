/** How alike items are by a fitted model: by the vectors that it learned, and by what it gives as similar items. */
import { LikewiseError } from '../errors.ts';
import { dotRow, lengthsOf, rowOf } from '../matrix/dense.ts';
import type { Likeness, ModelLikeness } from '../metrics/metric.ts';
import { can, type ItemSimilarity, type Model } from '../models/contract/model.ts';
import { type ModelVectors, vectorsOf } from '../models/vectors/reading.ts';

/** Similar items asked for of each; others are like it by 0. */
const MOST_SIMILAR = 1000;
/** Items whose similar ones are kept. */
const MOST_KEPT = 4000;

/** Nothing is read of the model before a metric asks. */
export const likenessByModel = (model: Model): ModelLikeness => ({
  get vectors() {
    const vectors = itemVectors(model);
    return vectors && cosineOf(vectors);
  },
  get similar() {
    return can(model, 'similar') ? similarityOf(model) : undefined;
  },
});

function itemVectors(model: Model): ModelVectors['vectors'] | undefined {
  try {
    return vectorsOf(model, 'items').vectors;
  } catch (error) {
    if (error instanceof LikewiseError && error.code === 'no-vectors') return undefined;
    throw error;
  }
}

/** 0 where one of the two has a vector of zeros. */
function cosineOf(vectors: ModelVectors['vectors']): Likeness {
  const lengths = lengthsOf(vectors);
  return (i, j) => {
    const product = lengths[i] * lengths[j];
    return product > 0 ? dotRow(rowOf(vectors, i), vectors, j) / product : 0;
  };
}

/** (s_ij + s_ji)/2: what a model finds like one item need not find it so. */
function similarityOf(model: ItemSimilarity): Likeness {
  const kept = new Map<number, ReadonlyMap<number, number>>();
  const similarTo = (item: number): ReadonlyMap<number, number> => {
    const found = kept.get(item);
    if (found !== undefined) return found;
    const list = model.similarItems(model.items.ids[item], { n: MOST_SIMILAR }) ?? [];
    const scores = new Map(list.map(({ item: id, score }) => [model.items.indexOf(id) as number, score]));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(item, scores);
    return scores;
  };
  return (i, j) => ((similarTo(i).get(j) ?? 0) + (similarTo(j).get(i) ?? 0)) / 2;
}
