/** Factorization machine over relation blocks, in plain TypeScript and float64 between stores. */
import type { KernelArguments } from '../signatures/kernel-arguments.ts';
import { addScaled, dot, eachRow, mix, normal, rowAt, type Twin } from './rows.ts';

export const machineRows: Twin<'machineRows'> = eachRow(([pointers, indexes, values, features, rows, biases, factors, width], row) => {
  const sum = new Float64Array(width);
  let own = 0;
  for (let e = pointers[row]; e < pointers[row + 1]; e++) {
    const feature = rowAt(features, indexes[e], width);
    addScaled(sum, values[e], feature);
    own += values[e] ** 2 * dot(feature.subarray(0, factors), feature);
  }
  const linear = sum[factors];
  sum[factors] = 0;
  biases[row] = linear + 0.5 * (dot(sum, sum) - own);
  rows.set(sum, row * width);
});

export function machineErrors(args: KernelArguments['machineErrors'], begin: number, end: number, chunk: number): number {
  const [rowOf, blocks, interactions, rows, biases, targets, intercept, width, residuals, sums] = args;
  let total = 0;
  let squares = 0;
  for (let n = begin; n < end; n++) {
    let predicted = intercept;
    const sum = new Float64Array(width);
    for (let b = 0; b < blocks; b++) {
      const row = rowOf[b * interactions + n];
      predicted += biases[row];
      predicted += dot(sum, rowAt(rows, row, width));
      addScaled(sum, 1, rowAt(rows, row, width));
    }
    const error = targets[n] - predicted;
    residuals[2 * n] = error;
    total += error;
    squares += error * error;
  }
  sums[2 * chunk] = total;
  sums[2 * chunk + 1] = squares;
  return 0;
}

/** Places in a record. */
const [COUNT, S1, S2, E0, E1, V, A, B] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export const machineSweep: Twin<'machineSweep'> = eachRow(
  ([tasks, blocks, interactions, rowOf, rowPointers, rowEntries, featurePointers, featureRows, featureValues, ...rest], task) => {
    const [features, rows, records, residuals, priors, precision, shift, factors, width, seed] = rest;
    const [kind, coordinate, group, first, last] = tasks.subarray(task * 5, task * 5 + 5);
    const linear = coordinate === factors;
    const sumsOf = (row: number): number => (linear ? 0 : rows[row * width + coordinate]);
    for (let at = first; at < last; at++) {
      if (kind === 0) {
        if (linear) residuals[2 * at] -= shift;
        else {
          residuals[2 * at + 1] = 0;
          for (let b = 0; b < blocks; b++) residuals[2 * at + 1] += sumsOf(rowOf[b * interactions + at]);
        }
      } else if (kind === 1) {
        const v = sumsOf(at);
        const record = new Float64Array(8);
        for (const n of rowEntries.subarray(rowPointers[at], rowPointers[at + 1])) {
          const s = linear ? 0 : residuals[2 * n + 1] - v;
          record[COUNT]++;
          record[S1] += s;
          record[S2] += s * s;
          record[E0] += residuals[2 * n];
          record[E1] += s * residuals[2 * n];
        }
        record[V] = v;
        records.set(record, at * 8);
      } else if (kind === 2) {
        const place = at * width + coordinate;
        const old = features[place];
        const column = Array.from({ length: featurePointers[at + 1] - featurePointers[at] }, (_, k) => featurePointers[at] + k);
        const recordOf = (e: number): Float32Array => records.subarray(featureRows[e] * 8, featureRows[e] * 8 + 8);
        const without = (e: number): number => (linear ? 1 : recordOf(e)[V] - featureValues[e] * old);
        let squares = 0;
        let products = 0;
        for (const e of column) {
          const [record, x, d] = [recordOf(e), featureValues[e], without(e)];
          squares += x * x * (d * d * record[COUNT] + 2 * d * record[S1] + record[S2]);
          products += x * (d * record[E0] + record[E1]);
        }
        const [mean, strength] = priors.subarray((group * width + coordinate) * 2);
        const total = precision * squares + strength;
        const center = (precision * (products + old * squares) + strength * mean) / total;
        features[place] = center + normal(mix(seed, coordinate) | 0, at) / Math.sqrt(total);
        const change = features[place] - old;
        for (const e of column) {
          const [record, step, d] = [recordOf(e), change * featureValues[e], without(e)];
          record[E0] -= step * (d * record[COUNT] + record[S1]);
          record[E1] -= step * (d * record[S1] + record[S2]);
          record[V] += step;
          record[A] += step * d;
          record[B] += step;
        }
      } else {
        const record = records.subarray(at * 8, at * 8 + 8);
        const old = sumsOf(at);
        for (const n of rowEntries.subarray(rowPointers[at], rowPointers[at + 1])) {
          const s = linear ? 0 : residuals[2 * n + 1] - old;
          residuals[2 * n] -= record[A] + record[B] * s;
          if (!linear) residuals[2 * n + 1] = s + record[V];
        }
        if (!linear) rows[at * width + coordinate] = record[V];
      }
    }
  },
);
export function machineEpoch(args: KernelArguments['machineEpoch'], begin: number, end: number, chunk: number): number {
  const [order, rowOf, blocks, interactions, , , , , , , targets, seenPointers, seenItems, itemStart, choices, choiceCount, negatives] =
    args;
  const seed = args[21];
  let loss = 0;
  for (let step = begin; step < end; step++) {
    const n = order[step];
    const rowsOf = Array.from({ length: blocks }, (_, b) => rowOf[b * interactions + n]);
    for (let k = 0; k <= negatives; k++) {
      if (k > 0) {
        const seen = seenItems.subarray(seenPointers[rowsOf[0]], seenPointers[rowsOf[0] + 1]);
        let item: number | undefined;
        for (let attempt = 0; attempt < 8 && item === undefined; attempt++) {
          const drawn = choices[mix((seed + attempt) | 0, step * negatives + k) % choiceCount];
          if (!seen.includes(drawn)) item = drawn;
        }
        if (item === undefined) continue;
        rowsOf[1] = itemStart + item;
      }
      loss += train(args, rowsOf, negatives > 0 ? Number(k === 0) : targets[n], negatives > 0);
    }
  }
  args[22][chunk] = loss;
  return 0;
}

/** One step on one interaction; its loss before the step. */
function train(args: KernelArguments['machineEpoch'], rowsOf: readonly number[], target: number, logistic: boolean): number {
  const [, , , , pointers, indexes, values, features, squares, intercept] = args;
  const [learningRate, regularization, factors, width] = [args[17], args[18], args[19], args[20]];
  const entries = rowsOf.flatMap((row) => Array.from({ length: pointers[row + 1] - pointers[row] }, (_, k) => pointers[row] + k));
  const sum = new Float64Array(factors);
  let predicted = intercept[0];
  for (const e of entries) {
    predicted += values[e] * features[indexes[e] * width + factors];
    for (let f = 0; f < factors; f++) {
      const xv = values[e] * features[indexes[e] * width + f];
      sum[f] += xv;
      predicted -= 0.5 * xv * xv;
    }
  }
  for (const value of sum) predicted += 0.5 * value * value;
  const slope = logistic ? 1 / (1 + Math.exp(-predicted)) - target : predicted - target;
  const adjust = (at: number, of: Float32Array, gathered: Float32Array, square: number, gradient: number): void => {
    gathered[square] += gradient * gradient;
    of[at] -= (learningRate * gradient) / Math.sqrt(gathered[square] + 1e-8);
  };
  adjust(0, intercept, intercept, 1, slope);
  for (const e of entries) {
    const at = indexes[e] * width;
    const x = values[e];
    for (let f = 0; f < factors; f++)
      adjust(at + f, features, squares, at + f, slope * x * (sum[f] - x * features[at + f]) + regularization * features[at + f]);
    adjust(at + factors, features, squares, at + factors, slope * x + regularization * features[at + factors]);
  }
  if (!logistic) return slope * slope;
  const margin = target > 0 ? predicted : -predicted;
  return Math.max(0, -margin) + Math.log(1 + Math.exp(-Math.abs(margin)));
}
