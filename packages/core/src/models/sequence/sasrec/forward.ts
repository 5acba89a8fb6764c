/** One history through the network at once, without the kernels: what `recommend` answers someone new by. The twin of network.ts. */
import { portableExp } from '../../../math/portable.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import { NORM_EPSILON } from '../../../neural/normalisation.ts';
import { placeOf } from './examples.ts';
import type { SASRecOptions } from './options.ts';

type Row = Float64Array;

/** What is known after the last item of a session of 1 … maxLength items, oldest first; [factors]. */
export function sessionVector(
  session: Uint32Array,
  itemFactors: DenseMatrix,
  weights: Readonly<Record<string, Float32Array>>,
  settings: SASRecOptions,
): Float32Array {
  const { factors, layers, heads, positions, residual } = settings;
  const factor = Math.sqrt(factors);
  const last = session.length - 1;
  let rows: Row[] = Array.from(session, (item, k) => {
    const place = placeOf(k, session.length, positions) * factors;
    return Float64Array.from(rowOf(itemFactors, item), (value, f) => value * factor + weights['place table'][place + f]);
  });
  const layerOf = (name: string, x: Row): Row => timesWeights(x, weights[`${name}.weight`], weights[`${name}.bias`]);
  const norm = (name: string, x: Row): Row => normalised(x, weights[`${name}.gain`], weights[`${name}.bias`]);
  const join = (name: string, x: Row, part: Row): Row => {
    const gate = residual === 'gated' ? layerOf(`${name}.gate`, x) : undefined;
    return x.map((value, f) => value + part[f] * (gate === undefined ? 1 : 1 / (1 + portableExp(-gate[f]))));
  };
  for (let layer = 0; layer < layers; layer++) {
    const named = (part: string): string => `layer ${layer}.${part}`;
    const before = rows.map((row) => norm(named('attention norm'), row));
    const [keys, values] = ['key', 'value'].map((part) => before.map((row) => layerOf(named(part), row)));
    // Of the last layer only the last token is asked for.
    const first = layer === layers - 1 ? last : 0;
    const after: Row[] = [];
    for (let k = first; k <= last; k++) {
      const query = layerOf(named('query'), before[k]);
      let x = join(named('attention'), rows[k], layerOf(named('joined'), attended(query, keys, values, k, heads)));
      const inner = layerOf(named('inner'), norm(named('forward norm'), x)).map((value) => Math.max(0, value));
      x = join(named('forward'), x, layerOf(named('outer'), inner));
      after.push(x);
    }
    rows = after;
  }
  return Float32Array.from(norm('output norm', rows[rows.length - 1]));
}

/** x · W + b; W [x.length × b.length]. */
function timesWeights(x: Row, weight: Float32Array, bias: Float32Array): Row {
  const y = Float64Array.from(bias);
  const width = y.length;
  for (let k = 0; k < x.length; k++) {
    const value = x[k];
    const base = k * width;
    if (value !== 0) for (let j = 0; j < width; j++) y[j] += value * weight[base + j];
  }
  return y;
}

function normalised(x: Row, gain: Float32Array, bias: Float32Array): Row {
  let mean = 0;
  for (const value of x) mean += value;
  mean /= x.length;
  let variance = 0;
  for (const value of x) variance += (value - mean) ** 2;
  const inverse = 1 / Math.sqrt(variance / x.length + NORM_EPSILON);
  return x.map((value, f) => (value - mean) * inverse * gain[f] + bias[f]);
}

/** Values 0 … last by softmax(query · key ÷ √size), each head on its own columns. */
function attended(query: Row, keys: readonly Row[], values: readonly Row[], last: number, heads: number): Row {
  const size = query.length / heads;
  const sum = new Float64Array(query.length);
  const shares = new Float64Array(last + 1);
  for (let head = 0; head < heads; head++) {
    const [begin, end] = [head * size, (head + 1) * size];
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k <= last; k++) {
      let score = 0;
      for (let f = begin; f < end; f++) score += query[f] * keys[k][f];
      shares[k] = score / Math.sqrt(size);
      most = Math.max(most, shares[k]);
    }
    let total = 0;
    for (let k = 0; k <= last; k++) {
      shares[k] = portableExp(shares[k] - most);
      total += shares[k];
    }
    for (let k = 0; k <= last; k++) for (let f = begin; f < end; f++) sum[f] += (shares[k] / total) * values[k][f];
  }
  return sum;
}
