/** Weights of members by NDCG@10 on items that they did not train with. */
import type { Interactions } from '../../../data/interactions.ts';
import { selectInteractions } from '../../../data/select.ts';
import { LikewiseError } from '../../../errors.ts';
import { portableLog } from '../../../math/portable.ts';
import { seededRandom } from '../../../math/random.ts';
import { countedUp, shuffle } from '../../../math/sampling.ts';
import { rowIndexes, rowValues } from '../../../matrix/sparse.ts';
import { timeOrderOf } from '../../../sequences/time-order.ts';
import { topIndexes } from '../../answering/recommend.ts';
import type { Scorer } from '../../contract/model.ts';
import type { BlendOptions } from './options.ts';
import { sharesOf } from './shares.ts';

export interface HeldOut {
  readonly train: Interactions;
  /** Items held out of each user; [users]. */
  readonly items: readonly Uint32Array[];
}

/**
 * Where every row has a time the last item that each user liked, unless it is their only one; else a seeded share of what was liked.
 * @throws LikewiseError `empty-part` where nothing can be held out
 */
export function heldOut(data: Interactions, { validation, seed }: Pick<BlendOptions, 'validation' | 'seed'>): HeldOut {
  const { userItems, timestamps } = data;
  const { rows, pointers, values, indexes } = userItems;
  const kept = new Uint8Array(data.size).fill(1);
  if (timestamps !== undefined && !timestamps.some((time) => Number.isNaN(time))) {
    for (let user = 0; user < rows; user++) {
      const liked = timeOrderOf(data, user).filter((entry) => values[entry] > 0);
      if (liked.length > 1) kept[liked[liked.length - 1]] = 0;
    }
  } else {
    const liked = countedUp(data.size).filter((entry) => values[entry] > 0);
    const most = Math.min(liked.length - 1, Math.max(1, Math.round(validation * liked.length)));
    for (const entry of shuffle(seededRandom(seed, 'blend validation'), liked).subarray(0, Math.max(0, most))) kept[entry] = 0;
  }
  if (!kept.includes(0))
    throw new LikewiseError(
      'empty-part',
      'blend.fit: weights cannot be tuned, for nobody has two items of which one can be held out; say the weights or leave them equal.',
      { interactions: data.size },
    );
  const items = Array.from({ length: rows }, (_, user) =>
    indexes.subarray(pointers[user], pointers[user + 1]).filter((_, k) => kept[pointers[user] + k] === 0),
  );
  return { train: selectInteractions(data, kept), items };
}

/** Users whose lists are looked at, drawn by the seed where there are more. */
const MOST_USERS = 20_000;
/** Best items of each member that are looked at. */
const POOL = 100;
const N = 10;

/** What the members make of one user: their best items, and which of them were held out. */
interface Pool {
  /** [items of the pool × members]. */
  readonly shares: Float32Array;
  /** Places in the pool of what was held out. */
  readonly sought: readonly number[];
  /** DCG@10 of a perfect list. */
  readonly ideal: number;
}

/** Shares of the members, 1 together, that rank best what was held out. */
export function tunedWeights(
  members: readonly Scorer[],
  { train, items: heldOutItems }: HeldOut,
  settings: BlendOptions,
  throwIfAborted: () => void,
): Float64Array {
  const users = countedUp(train.users.size).filter((user) => heldOutItems[user].length > 0);
  const asked = users.length <= MOST_USERS ? users : shuffle(seededRandom(settings.seed, 'blend people'), users).subarray(0, MOST_USERS);
  const pools = Array.from(asked, (user) => {
    throwIfAborted();
    return poolOf(members, train, user, heldOutItems[user], settings);
  });
  let best: Float64Array = new Float64Array(members.length).fill(1 / members.length);
  let bestValue = meanNdcg(pools, best);
  // Uphill by moves of weight from one member to another, each time smaller.
  for (let step = 0.25; step > 0.02; step /= 2) {
    for (let found = true; found; ) {
      throwIfAborted();
      found = false;
      for (const weights of moves(best, step)) {
        const value = meanNdcg(pools, weights);
        if (value <= bestValue) continue;
        [best, bestValue, found] = [weights, value, true];
      }
    }
  }
  return best;
}

function* moves(weights: Float64Array, step: number): Generator<Float64Array> {
  for (let from = 0; from < weights.length; from++)
    for (let to = 0; to < weights.length; to++) {
      const amount = Math.min(step, weights[from]);
      if (from === to || amount === 0) continue;
      const moved = weights.slice();
      moved[from] -= amount;
      moved[to] += amount;
      yield moved;
    }
}

function poolOf(members: readonly Scorer[], train: Interactions, user: number, sought: Uint32Array, settings: BlendOptions): Pool {
  const [seen, had] = [new Uint8Array(train.items.size), new Uint8Array(train.items.size)];
  const values = rowValues(train.userItems, user);
  rowIndexes(train.userItems, user).forEach((item, e) => {
    seen[item] = 1;
    had[item] = values[e] === 0 ? 0 : 1;
  });
  const shares = members.map((member) => {
    // Members may know more items than the data: those stand behind the data's.
    const scores = member.scoreItems(train.users.ids[user])?.subarray(0, train.items.size);
    return scores === undefined ? new Float64Array(train.items.size) : sharesOf(scores, had, settings);
  });
  const pool = [...new Set(shares.flatMap((own) => topIndexes(own, POOL, seen)))];
  let ideal = 0;
  for (let place = 0; place < Math.min(N, sought.length); place++) ideal += Math.LN2 / portableLog(place + 2);
  return {
    shares: Float32Array.from(
      { length: pool.length * members.length },
      (_, at) => shares[at % members.length][pool[Math.floor(at / members.length)]],
    ),
    sought: Array.from(sought, (item) => pool.indexOf(item)).filter((place) => place >= 0),
    ideal,
  };
}

/** Of the lists under these weights; an item of the same score stands before what is sought. */
function meanNdcg(pools: readonly Pool[], weights: Float64Array): number {
  let sum = 0;
  for (const { shares, sought, ideal } of pools) {
    if (sought.length === 0) continue;
    const scores = new Float64Array(shares.length / weights.length);
    for (let at = 0; at < scores.length; at++)
      for (let k = 0; k < weights.length; k++) scores[at] += weights[k] * shares[at * weights.length + k];
    for (const place of sought) {
      let rank = 0;
      for (let at = 0; at < scores.length; at++) if (scores[at] >= scores[place]) rank++;
      if (rank <= N) sum += Math.LN2 / portableLog(rank + 1) / ideal;
    }
  }
  return sum / pools.length;
}
