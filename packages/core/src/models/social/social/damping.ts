/** How much everyone must stand behind friends: settled by how well friends foretell what training users have. */

import { macrotask } from '../../../kernels/host.ts';
import type { StopSignal } from '../../../kernels/kernels.ts';
import { portableLog } from '../../../math/portable.ts';
import { rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../../matrix/sparse.ts';
import { topIndexes } from '../../answering/recommend.ts';
import { type CircleOptions, circleOf } from './circle.ts';

const CANDIDATES: readonly number[] = Array.from({ length: 11 }, (_, k) => 2 ** (k - 2));
/** Users who settle it, at most; evenly spread over all who have friends. */
const JUDGES = 400;
/** Length of the lists they judge. */
const LENGTH = 10;
/** Users between two looks at the signal. */
const JUDGES_A_TURN = 16;

/**
 * The damping of 0.25, 0.5, … 256 whose lists of 10 have the highest NDCG for users of training, each asked for as if they had no
 * history: all that they have is to be found, and they do not count among everyone. Of equals the larger; 10 where nobody has a friend
 * with interactions. Rejects with the signal's reason, seen within a few users' lists.
 */
export async function bestDamping(
  userItems: SparsePattern,
  trust: SparseRows,
  { signal, ...options }: CircleOptions & { readonly signal?: StopSignal | undefined },
): Promise<number> {
  const { rows, columns, pointers, indexes } = userItems;
  const counts = new Float64Array(columns);
  let users = 0;
  const judges: number[] = [];
  for (let user = 0; user < rows; user++) {
    if (pointers[user + 1] === pointers[user]) continue;
    users++;
    if (trust.pointers[user + 1] > trust.pointers[user]) judges.push(user);
    for (let e = pointers[user]; e < pointers[user + 1]; e++) counts[indexes[e]]++;
  }
  const gains = Float64Array.from({ length: LENGTH }, (_, place) => 1 / portableLog(place + 2));
  const quality = new Float64Array(CANDIDATES.length);
  const weights = new Float64Array(columns);
  const own = new Uint8Array(columns);
  const scores = new Float64Array(columns);
  let judged = 0;
  const stride = Math.max(1, judges.length / JUDGES);
  for (let at = 0; at < judges.length; at += stride) {
    const user = judges[Math.floor(at)];
    const friends = { indexes: rowIndexes(trust, user), values: rowValues(trust, user) };
    weights.fill(0);
    let total = 0;
    for (const [friend, weight] of circleOf(trust, user, friends, options)) {
      for (let e = pointers[friend]; e < pointers[friend + 1]; e++) weights[indexes[e]] += weight;
      if (pointers[friend + 1] > pointers[friend]) total += weight;
    }
    if (total === 0 || users < 2) continue;
    if (judged % JUDGES_A_TURN === 0) {
      await macrotask();
      signal?.throwIfAborted();
    }
    judged++;
    own.fill(0);
    const relevant = pointers[user + 1] - pointers[user];
    for (let e = pointers[user]; e < pointers[user + 1]; e++) own[indexes[e]] = 1;
    let ideal = 0;
    for (let place = 0; place < Math.min(LENGTH, relevant); place++) ideal += gains[place];
    if (ideal === 0) continue;
    CANDIDATES.forEach((damping, c) => {
      for (let i = 0; i < columns; i++) scores[i] = weights[i] + (damping * (counts[i] - own[i])) / (users - 1);
      topIndexes(scores, LENGTH).forEach((item, place) => {
        if (own[item] === 1) quality[c] += gains[place] / ideal;
      });
    });
  }
  if (judged === 0) return 10;
  const most = quality.reduce((largest, value) => Math.max(largest, value), 0);
  return CANDIDATES[quality.lastIndexOf(most)];
}
