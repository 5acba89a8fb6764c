/**
 * One pass of stochastic gradient descent over blocks of ratings (biased matrix factorization).
 *
 * Users and items are dealt into as many groups each; block (g, h) holds the ratings of user group g on item group h. Blocks of one
 * diagonal share no user and no item, so threads may take them in any order without changing a bit. Inside a block ratings
 * stand in runs, one a user; the walk over runs, and over the ratings of a run, starts at a random place.
 *
 * The step of one rating and the product p · q of the next are one loop: the user's vector is read once, and the next product
 * need not wait for what the step has written. An item stands once in a run, so the next item's vector is not being changed.
 */
import { get, getNext, set } from './arrays';
import { mix } from './random';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { multiplyAdd, sumLanes } from './vector';

export function svdEpoch(
  diagonals: usize, groups: i32, blockRuns: usize, runUsers: usize, runPointers: usize, items: usize, ratings: usize,
  userFactors: usize, itemFactors: usize, userBiases: usize, itemBiases: usize,
  rates: usize, low: f32, high: f32, bounded: i32, inTurn: i32, factors: i32, seed: i32, squaredErrors: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const mean = load<f32>(rates);
  const userBiasRate = load<f32>(rates, 4), itemBiasRate = load<f32>(rates, 8);
  const userRate = load<f32>(rates, 12), itemRate = load<f32>(rates, 16);
  const userBiasKeep = load<f32>(rates, 20), itemBiasKeep = load<f32>(rates, 24);
  const userKeeps = load<f32>(rates, 28), itemKeeps = load<f32>(rates, 32);
  const userKeep = f32x4.splat(userKeeps);
  const span = high - low;
  for (let place = begin; place < end; place++) {
    const diagonal = get<u32>(diagonals, place / groups);
    const block = diagonal * groups + place % groups;
    const firstRun = get<u32>(blockRuns, block);
    const runs = getNext<u32>(blockRuns, block) - firstRun;
    let total: f64 = 0;
    if (runs > 0) {
      let run = firstRun + mix(seed, block) % runs;
      let touched: i32 = 0;
      for (let left = runs; left > 0; left--) {
        // A run is a dozen ratings of a user anywhere in the group, whose vectors need more than a second-level cache on large data.
        if (touched == 0) {
          touched = min(min(TOUCHED_ROWS, left), <i32>(firstRun + runs - run));
          const upcoming = runUsers + ((<usize>run) << 2);
          touchRows(userFactors, upcoming, touched, bytes);
          touchRows(userBiases, upcoming, touched, 4);
        }
        touched--;
        const user = <usize>get<u32>(runUsers, run);
        const first = get<u32>(runPointers, run);
        const count = getNext<u32>(runPointers, run) - first;
        const p = userFactors + user * bytes;
        let userBias = load<f32>(userBiases + (user << 2));
        let entry = mix(seed, ~run) % count;
        let at = (<usize>(first + entry)) << 2;
        let item = <usize>load<u32>(items + at);
        let q = itemFactors + item * bytes;
        let s0 = f32x4.splat(0), s1 = s0;
        let offset: usize = 0;
        for (; offset + 32 <= bytes; offset += 32) {
          s0 = multiplyAdd(v128.load(p + offset), v128.load(q + offset), s0);
          s1 = multiplyAdd(v128.load(p + offset, 16), v128.load(q + offset, 16), s1);
        }
        if (offset < bytes) s0 = multiplyAdd(v128.load(p + offset), v128.load(q + offset), s0);
        for (let todo = count; todo > 0; todo--) {
          // After the last rating of a run the first stands as the next; what is summed for it is not used.
          if (++entry == count) entry = 0;
          const nextAt = (<usize>(first + entry)) << 2;
          const nextItem = <usize>load<u32>(items + nextAt);
          const next = itemFactors + nextItem * bytes;
          const itemBiasAt = itemBiases + (item << 2);
          const itemBias = load<f32>(itemBiasAt);
          const base = mean + userBias + itemBias;
          const product = sumLanes(f32x4.add(s0, s1));
          // Every step waits for this error: the product enters last.
          let error = (load<f32>(ratings + at) - base) - product;
          let step = error;
          if (bounded != 0) {
            const share: f32 = 1 / (1 + Mathf.exp(-(base + product)));
            error = load<f32>(ratings + at) - (low + span * share);
            step = error * span * share * (1 - share);
          }
          total += <f64>error * <f64>error;
          userBias = userBias * userBiasKeep + userBiasRate * step;
          store<f32>(itemBiasAt, itemBias * itemBiasKeep + itemBiasRate * step);
          // In turn, q learns from the new p = userKeep · p + userRate · step · q: the same sum of p and q with other weights.
          const push: f32 = userRate * step, pull: f32 = itemRate * step;
          const userStep = f32x4.splat(push), itemStep = f32x4.splat(inTurn != 0 ? pull * userKeeps : pull);
          const itemKeep = f32x4.splat(inTurn != 0 ? itemKeeps + pull * push : itemKeeps);
          s0 = f32x4.splat(0);
          s1 = s0;
          // Two vectors of four a round: with more, the sums leave the registers.
          for (offset = 0; offset + 32 <= bytes; offset += 32) {
            const x = p + offset, y = q + offset, z = next + offset;
            const p0 = v128.load(x), q0 = v128.load(y);
            const moved0 = multiplyAdd(userStep, q0, f32x4.mul(p0, userKeep));
            v128.store(x, moved0);
            s0 = multiplyAdd(moved0, v128.load(z), s0);
            v128.store(y, multiplyAdd(itemStep, p0, f32x4.mul(q0, itemKeep)));
            const p1 = v128.load(x, 16), q1 = v128.load(y, 16);
            const moved1 = multiplyAdd(userStep, q1, f32x4.mul(p1, userKeep));
            v128.store(x, moved1, 16);
            s1 = multiplyAdd(moved1, v128.load(z, 16), s1);
            v128.store(y, multiplyAdd(itemStep, p1, f32x4.mul(q1, itemKeep)), 16);
          }
          if (offset < bytes) {
            const p0 = v128.load(p + offset), q0 = v128.load(q + offset);
            const moved = multiplyAdd(userStep, q0, f32x4.mul(p0, userKeep));
            v128.store(p + offset, moved);
            s0 = multiplyAdd(moved, v128.load(next + offset), s0);
            v128.store(q + offset, multiplyAdd(itemStep, p0, f32x4.mul(q0, itemKeep)));
          }
          at = nextAt;
          item = nextItem;
          q = next;
        }
        store<f32>(userBiases + (user << 2), userBias);
        if (++run == firstRun + runs) run = firstRun;
      }
    }
    set<f64>(squaredErrors, block, total);
  }
  return 0;
}
