/**
 * Half-step of logistic matrix factorization: one AdaGrad step for each row of x with y held fixed, over the row's entries and
 * over seeded draws that stand for all columns. A row depends on nothing but its own number, so threads never change a bit.
 */
import { add, get, getNext, rowAt, set } from './arrays';
import { mix } from './random';
import { addScaled, dot, multiplyAdd, zero } from './vector';

export function logisticRows(
  pointers: usize, indexes: usize, weights: usize, x: usize, y: usize, squares: usize,
  choices: usize, choiceCount: i32, negatives: i32, learningRate: f32, regularization: f32,
  bias: i32, fixed: i32, factors: i32, seed: i32, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const rate = f32x4.splat(learningRate);
  let wrong: f64 = 0, total: f64 = 0;
  for (let row = begin; row < end; row++) {
    let entry = get<u32>(pointers, row);
    const last = getNext<u32>(pointers, row);
    if (entry === last) continue;
    const own = rowAt(x, row, bytes);
    zero(scratch, bytes);
    // As many draws as columns: take each once instead, which is exact.
    const wanted = <u64>(last - entry) * <u64>negatives;
    const all = wanted >= <u64>choiceCount;
    const draws: u32 = all ? choiceCount : <u32>wanted;
    const share: f32 = all ? 1 : <f32>choiceCount / <f32>draws;
    for (; entry < last; entry++) {
      const other = rowAt(y, get<u32>(indexes, entry), bytes);
      const weight = get<f32>(weights, entry);
      const score = dot(own, other, bytes);
      wrong += <f64>weight * <f64>(abs(score) - score) * 0.5;
      total += <f64>weight;
      addScaled(scratch, weight / (1 + Mathf.exp(score)), other, bytes);
    }
    const rowSeed = mix(seed, row);
    for (let draw: u32 = 0; draw < draws; draw++) {
      const choice = all ? <usize>draw : <usize>((<u64>mix(rowSeed, draw) * <u64>choiceCount) >>> 32);
      const other = rowAt(y, load<u32>(choices + (choice << 2)), bytes);
      const score = dot(own, other, bytes);
      wrong += <f64>share * <f64>(abs(score) + score) * 0.5;
      addScaled(scratch, -share / (1 + Mathf.exp(-score)), other, bytes);
    }
    total += <f64>choiceCount;
    // The bias is not penalized; the coordinate that carries the other side's bias never moves.
    const biasAt = (<usize>bias) << 2;
    const biasSlope = load<f32>(scratch + biasAt);
    addScaled(scratch, -regularization, own, bytes);
    store<f32>(scratch + biasAt, biasSlope);
    set<f32>(scratch, fixed, 0);
    const history = rowAt(squares, row, bytes);
    for (let offset: usize = 0; offset < bytes; offset += 16) {
      const slope = v128.load(scratch + offset);
      const sum = multiplyAdd(slope, slope, v128.load(history + offset));
      v128.store(history + offset, sum);
      const step = f32x4.div(f32x4.mul(rate, slope), f32x4.sqrt(f32x4.add(sum, f32x4.splat(1e-6))));
      v128.store(own + offset, f32x4.add(v128.load(own + offset), step));
    }
  }
  add<f64>(sums, 2 * chunk, wrong);
  add<f64>(sums, 2 * chunk + 1, total);
  return 0;
}
