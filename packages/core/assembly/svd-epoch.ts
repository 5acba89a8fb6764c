/**
 * One pass of stochastic gradient descent over blocks of ratings (biased matrix factorization).
 *
 * Users and items are dealt into `side` groups; block (g, h) holds the ratings of user group g on item group h. Blocks of one
 * diagonal share no user and no item, so threads may take them in any order without changing a bit. Inside a block ratings
 * stand in runs, one a user; the walk over runs, and over the ratings of a run, starts at a random place.
 */
import { mix } from './hash';
import { multiplyAdd, sumLanes } from './vector';

export function svdEpoch(
  diagonals: usize, side: i32, blockRuns: usize, runUsers: usize, runPointers: usize, items: usize, ratings: usize,
  userFactors: usize, itemFactors: usize, userBiases: usize, itemBiases: usize,
  rates: usize, low: f32, high: f32, bounded: i32, factors: i32, seed: i32, squaredErrors: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const mean = load<f32>(rates);
  const userBiasRate = load<f32>(rates, 4), itemBiasRate = load<f32>(rates, 8);
  const userRate = load<f32>(rates, 12), itemRate = load<f32>(rates, 16);
  const userBiasKeep = load<f32>(rates, 20), itemBiasKeep = load<f32>(rates, 24);
  const userKeep = f32x4.splat(load<f32>(rates, 28)), itemKeep = f32x4.splat(load<f32>(rates, 32));
  const span = high - low;
  for (let place = begin; place < end; place++) {
    const diagonal = load<u32>(diagonals + ((<usize>(place / side)) << 2));
    const block = diagonal * side + place % side;
    const firstRun = load<u32>(blockRuns + ((<usize>block) << 2));
    const runs = load<u32>(blockRuns + ((<usize>block) << 2), 4) - firstRun;
    let total: f64 = 0;
    if (runs > 0) {
      let run = firstRun + mix(seed, block) % runs;
      for (let left = runs; left > 0; left--) {
        const user = <usize>load<u32>(runUsers + ((<usize>run) << 2));
        const first = load<u32>(runPointers + ((<usize>run) << 2));
        const count = load<u32>(runPointers + ((<usize>run) << 2), 4) - first;
        const p = userFactors + user * bytes;
        let userBias = load<f32>(userBiases + (user << 2));
        let entry = mix(seed, ~run) % count;
        for (let todo = count; todo > 0; todo--) {
          const at = (<usize>(first + entry)) << 2;
          const item = <usize>load<u32>(items + at);
          const q = itemFactors + item * bytes;
          const itemBiasAt = itemBiases + (item << 2);
          const itemBias = load<f32>(itemBiasAt);
          // Four sums side by side: an addition need not wait for the one before.
          let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
          let offset: usize = 0;
          for (; offset + 64 <= bytes; offset += 64) {
            const x = p + offset, y = q + offset;
            s0 = multiplyAdd(v128.load(x), v128.load(y), s0);
            s1 = multiplyAdd(v128.load(x, 16), v128.load(y, 16), s1);
            s2 = multiplyAdd(v128.load(x, 32), v128.load(y, 32), s2);
            s3 = multiplyAdd(v128.load(x, 48), v128.load(y, 48), s3);
          }
          for (; offset < bytes; offset += 16) s0 = multiplyAdd(v128.load(p + offset), v128.load(q + offset), s0);
          let predicted = mean + userBias + itemBias + sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
          let slope: f32 = 1;
          if (bounded != 0) {
            const share: f32 = 1 / (1 + Mathf.exp(-predicted));
            predicted = low + span * share;
            slope = span * share * (1 - share);
          }
          const error = load<f32>(ratings + at) - predicted;
          total += <f64>error * <f64>error;
          const step = error * slope;
          userBias = userBias * userBiasKeep + userBiasRate * step;
          store<f32>(itemBiasAt, itemBias * itemBiasKeep + itemBiasRate * step);
          const userStep = f32x4.splat(userRate * step), itemStep = f32x4.splat(itemRate * step);
          for (offset = 0; offset + 64 <= bytes; offset += 64) {
            const x = p + offset, y = q + offset;
            const p0 = v128.load(x), p1 = v128.load(x, 16), p2 = v128.load(x, 32), p3 = v128.load(x, 48);
            const q0 = v128.load(y), q1 = v128.load(y, 16), q2 = v128.load(y, 32), q3 = v128.load(y, 48);
            v128.store(x, multiplyAdd(userStep, q0, f32x4.mul(p0, userKeep)));
            v128.store(x, multiplyAdd(userStep, q1, f32x4.mul(p1, userKeep)), 16);
            v128.store(x, multiplyAdd(userStep, q2, f32x4.mul(p2, userKeep)), 32);
            v128.store(x, multiplyAdd(userStep, q3, f32x4.mul(p3, userKeep)), 48);
            v128.store(y, multiplyAdd(itemStep, p0, f32x4.mul(q0, itemKeep)));
            v128.store(y, multiplyAdd(itemStep, p1, f32x4.mul(q1, itemKeep)), 16);
            v128.store(y, multiplyAdd(itemStep, p2, f32x4.mul(q2, itemKeep)), 32);
            v128.store(y, multiplyAdd(itemStep, p3, f32x4.mul(q3, itemKeep)), 48);
          }
          for (; offset < bytes; offset += 16) {
            const p0 = v128.load(p + offset), q0 = v128.load(q + offset);
            v128.store(p + offset, multiplyAdd(userStep, q0, f32x4.mul(p0, userKeep)));
            v128.store(q + offset, multiplyAdd(itemStep, p0, f32x4.mul(q0, itemKeep)));
          }
          if (++entry == count) entry = 0;
        }
        store<f32>(userBiases + (user << 2), userBias);
        if (++run == firstRun + runs) run = firstRun;
      }
    }
    store<f64>(squaredErrors + ((<usize>block) << 3), total);
  }
  return 0;
}
