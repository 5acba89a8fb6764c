/**
 * One pass of SVD++ by stochastic gradient descent over blocks of ratings; the grid is that of `svdEpoch`.
 *
 * A user's vector is p + z with z = |N|^−½ Σ_{j ∈ N} y_j. z is kept beside p; a run moves the y of its own items by the
 * gradient that the run gathered, and z with them. What other users do to y reaches z at the next `implicitSums`.
 */
import { get, getNext, rowAt, set } from './arrays';
import { mix } from './random';
import { multiplyAdd, sumLanes, zero } from './vector';

export function svdPPEpoch(
  diagonals: usize, groups: i32, blockRuns: usize, runUsers: usize, runPointers: usize, items: usize, ratings: usize,
  userFactors: usize, itemFactors: usize, userBiases: usize, itemBiases: usize,
  rates: usize, factors: i32, seed: i32, squaredErrors: usize,
  implicitFactors: usize, implicitSums: usize, userScales: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const mean = load<f32>(rates);
  const userBiasRate = load<f32>(rates, 4), itemBiasRate = load<f32>(rates, 8);
  const userRate = load<f32>(rates, 12), itemRate = load<f32>(rates, 16);
  const userBiasKeep = load<f32>(rates, 20), itemBiasKeep = load<f32>(rates, 24);
  const userKeep = f32x4.splat(load<f32>(rates, 28)), itemKeep = f32x4.splat(load<f32>(rates, 32));
  const implicitRate = load<f32>(rates, 36), implicitDecay = load<f32>(rates, 40);
  const gathered = scratch;
  for (let place = begin; place < end; place++) {
    const diagonal = get<u32>(diagonals, place / groups);
    const block = diagonal * groups + place % groups;
    const firstRun = get<u32>(blockRuns, block);
    const runs = getNext<u32>(blockRuns, block) - firstRun;
    let total: f64 = 0;
    if (runs > 0) {
      let run = firstRun + mix(seed, block) % runs;
      for (let left = runs; left > 0; left--) {
        const user = <usize>get<u32>(runUsers, run);
        const first = get<u32>(runPointers, run);
        const count = getNext<u32>(runPointers, run) - first;
        const p = userFactors + user * bytes;
        const z = implicitSums + user * bytes;
        let userBias = load<f32>(userBiases + (user << 2));
        zero(gathered, bytes);
        let entry = mix(seed, ~run) % count;
        for (let todo = count; todo > 0; todo--) {
          const at = (<usize>(first + entry)) << 2;
          const item = <usize>load<u32>(items + at);
          const q = itemFactors + item * bytes;
          const itemBiasAt = itemBiases + (item << 2);
          const itemBias = load<f32>(itemBiasAt);
          let sum = f32x4.splat(0);
          for (let offset: usize = 0; offset < bytes; offset += 16) {
            sum = multiplyAdd(f32x4.add(v128.load(p + offset), v128.load(z + offset)), v128.load(q + offset), sum);
          }
          const error = load<f32>(ratings + at) - (mean + userBias + itemBias + sumLanes(sum));
          total += <f64>error * <f64>error;
          userBias = userBias * userBiasKeep + userBiasRate * error;
          store<f32>(itemBiasAt, itemBias * itemBiasKeep + itemBiasRate * error);
          const userStep = f32x4.splat(userRate * error), itemStep = f32x4.splat(itemRate * error), step = f32x4.splat(error);
          for (let offset: usize = 0; offset < bytes; offset += 16) {
            const p0 = v128.load(p + offset), q0 = v128.load(q + offset);
            const x0 = f32x4.add(p0, v128.load(z + offset));
            v128.store(p + offset, multiplyAdd(userStep, q0, f32x4.mul(p0, userKeep)));
            v128.store(q + offset, multiplyAdd(itemStep, x0, f32x4.mul(q0, itemKeep)));
            v128.store(gathered + offset, multiplyAdd(step, q0, v128.load(gathered + offset)));
          }
          if (++entry == count) entry = 0;
        }
        store<f32>(userBiases + (user << 2), userBias);
        const scale = load<f32>(userScales + (user << 2));
        const rise = f32x4.splat(implicitRate * scale), zScale = f32x4.splat(scale);
        const decay = f32x4.splat(-implicitDecay * <f32>count);
        for (let e = first; e < first + count; e++) {
          const y = rowAt(implicitFactors, get<u32>(items, e), bytes);
          for (let offset: usize = 0; offset < bytes; offset += 16) {
            const old = v128.load(y + offset);
            const move = multiplyAdd(rise, v128.load(gathered + offset), f32x4.mul(decay, old));
            v128.store(y + offset, f32x4.add(old, move));
            v128.store(z + offset, multiplyAdd(zScale, move, v128.load(z + offset)));
          }
        }
        if (++run == firstRun + runs) run = firstRun;
      }
    }
    set<f64>(squaredErrors, block, total);
  }
  return 0;
}
