/**
 * The sampled protocol of older papers: what a user turned out to like, among a few items they never met. Its figures do not
 * order models as the whole catalog does; it is here for comparison only.
 *
 * Source: Koren: Factorization Meets the Neighborhood, KDD 2008, doi:10.1145/1401890.1401944; warning: Krichene, Rendle: On
 * Sampled Metrics for Item Recommendation, KDD 2020, doi:10.1145/3394486.3403226.
 */
import { seededRandom } from '../math/random.ts';
import { rowIndexes } from '../matrix/sparse.ts';
import type { RankedList } from '../metrics/metric.ts';
import { mark } from './ranked-list.ts';
import type { TestPart } from './test-part.ts';

/** The user's relevant items and `count` others that they met in no part, by the scores of `list`. */
export function listAmongSampled(part: TestPart, user: number, list: RankedList, count: number, seed: number): RankedList {
  const met = list.excluded.slice();
  mark(met, part.test.userItems, user, 1);
  const candidates = Int32Array.from([...sampledOthers(met, count, user, seed), ...rowIndexes(part.relevant, user)]);
  const items = ranked(candidates, list.scores as Float32Array, list.relevant);
  return { ...list, items, length: Math.min(list.items.length, items.length) };
}

/** People with fewer others than `count`, and the fewest; `undefined` where everyone has enough. */
export function fewerOthers(part: TestPart, count: number): { readonly people: number; readonly fewest: number } | undefined {
  const { judged, known, test, candidates } = part;
  const met = new Uint8Array(test.items.size);
  let [people, fewest] = [0, count];
  for (const user of judged) {
    mark(met, known, user, 1);
    mark(met, test.userItems, user, 1);
    let free = 0;
    for (let item = 0; item < met.length; item++) if (met[item] === 0 && candidates?.[item] !== 0) free++;
    if (free < count) people++;
    fewest = Math.min(fewest, free);
    mark(met, known, user, 0);
    mark(met, test.userItems, user, 0);
  }
  return people === 0 ? undefined : { people, fewest };
}

/**
 * `count` distinct items that are not marked, drawn for this user alone: the same for every model and any order of the work.
 * All of them where there are no more.
 * @param met 1 for each item that the user met in any part; [items]
 */
function sampledOthers(met: Uint8Array, count: number, userIndex: number, seed: number): Uint32Array {
  let free = 0;
  for (const mark of met) free += 1 - mark;
  if (free <= count) return Uint32Array.from(met.keys()).filter((itemIndex) => met[itemIndex] === 0);
  const random = seededRandom(seed, `negatives of ${userIndex}`);
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const itemIndex = random.integer(met.length);
    if (met[itemIndex] === 0) drawn.add(itemIndex);
  }
  return Uint32Array.from(drawn);
}

/** Candidates by falling score; at equal scores those that are not relevant come first, then by lower index; NaN last. */
function ranked(candidates: Int32Array, scores: Float32Array, relevant: Uint8Array): Int32Array {
  const score = (itemIndex: number): number => (Number.isNaN(scores[itemIndex]) ? Number.NEGATIVE_INFINITY : scores[itemIndex]);
  return candidates.sort((a, b) => {
    const [of, other] = [score(a), score(b)];
    return of === other ? relevant[a] - relevant[b] || a - b : other - of;
  });
}
