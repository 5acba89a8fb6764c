/** What one member adds to the score of every item, at a weight of 1. */
import type { BlendOptions } from './options.ts';

export type Joining = Pick<BlendOptions, 'method' | 'rankConstant' | 'normalization'>;

/**
 * 0 for an item that the member cannot score; [items]. Ranks, means and ranges are those among the items that the user does not have, so
 * that what members make of those changes nothing.
 * @param had 1 for each item that the user has; [items]
 */
export function sharesOf(scores: Float32Array, had: Uint8Array, { method, rankConstant, normalization }: Joining): Float64Array {
  const open = scores.filter((score, item) => had[item] === 0 && !Number.isNaN(score));
  const among = open.length > 0 ? open : scores.filter((score) => !Number.isNaN(score));
  if (method === 'rrf') return byRank(scores, among.sort(), rankConstant);
  const [zero, unit] = normalization === 'z-score' ? meanAndDeviation(among) : rangeOf(among);
  return Float64Array.from(scores, (score) => (Number.isNaN(score) || unit === 0 ? 0 : (score - zero) / unit));
}

/** 1 / (k + rank), the rank of an item being 1 more than the number of those with a higher score. */
function byRank(scores: Float32Array, ascending: Float32Array, rankConstant: number): Float64Array {
  return Float64Array.from(scores, (score) => {
    if (Number.isNaN(score)) return 0;
    let [low, high] = [0, ascending.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ascending[middle] <= score) low = middle + 1;
      else high = middle;
    }
    return 1 / (rankConstant + 1 + ascending.length - low);
  });
}

function meanAndDeviation(values: Float32Array): readonly [mean: number, deviation: number] {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return [mean, Math.sqrt(squares / values.length)];
}

function rangeOf(values: Float32Array): readonly [least: number, range: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most - least];
}
