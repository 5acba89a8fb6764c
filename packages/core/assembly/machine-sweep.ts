/**
 * Gibbs sampling of a factorization machine over relation blocks, one coordinate of one feature after the other. See
 * `machineSweep` in src/kernels/signatures.
 *
 * With h = x (V − x v + S) the slope of a prediction in v, V the sum of the block row, S that of all other blocks, the sums Σh² and
 * Σh·e over the interactions of a row need only n, ΣS, ΣS², Σe and ΣSe of the row: gathered once, they serve all features of the
 * block, and follow each change of v. What the changes do to the errors, −(A + B·S), is scattered once at the end.
 */
import { get, getNext, rowAt } from './arrays';
import { mix, normal } from './random';

/** Bytes of a row's record: n, ΣS, ΣS², Σe, ΣSe, V, A, B. */
const RECORD: usize = 32;

export function machineSweep(
  tasks: usize, blocks: i32, interactions: i32, rowOf: usize, rowPointers: usize, rowEntries: usize,
  featurePointers: usize, featureRows: usize, featureValues: usize, features: usize, rows: usize, records: usize,
  residuals: usize, priors: usize, precision: f32, shift: f32, factors: i32, width: i32, seed: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>width) << 2;
  for (let task = begin; task < end; task++) {
    const at = tasks + <usize>task * 20;
    const kind = load<i32>(at), coordinate = load<i32>(at, 4), group = load<i32>(at, 8);
    const first = load<i32>(at, 12), last = load<i32>(at, 16);
    const column = (<usize>coordinate) << 2;
    const linear = coordinate == factors;
    if (kind == 0) {
      if (linear) shiftErrors(residuals, shift, first, last);
      else sumRows(rowOf, blocks, interactions, rows + column, bytes, residuals, first, last);
    } else if (kind == 1) {
      gather(rowPointers, rowEntries, rows + column, bytes, records, residuals, linear, first, last);
    } else if (kind == 2) {
      const prior = priors + (<usize>(group * width + coordinate) << 3);
      draw(
        featurePointers, featureRows, featureValues, features + column, bytes, records,
        load<f32>(prior), load<f32>(prior, 4), precision, linear, <i32>mix(seed, coordinate), first, last,
      );
    } else scatter(rowPointers, rowEntries, rows + column, bytes, records, residuals, linear, first, last);
  }
  return 0;
}

function shiftErrors(residuals: usize, shift: f32, first: i32, last: i32): void {
  for (let at = residuals + ((<usize>first) << 3), end = residuals + ((<usize>last) << 3); at < end; at += 8)
    store<f32>(at, load<f32>(at) - shift);
}

/** q of each interaction: the sum of V over its block rows. */
function sumRows(
  rowOf: usize, blocks: i32, interactions: i32, rows: usize, bytes: usize, residuals: usize, first: i32, last: i32,
): void {
  const stride = (<usize>interactions) << 2;
  for (let n = first; n < last; n++) {
    let at = rowOf + ((<usize>n) << 2);
    let sum: f32 = 0;
    for (let b = 0; b < blocks; b++) {
      sum += load<f32>(rowAt(rows, load<u32>(at), bytes));
      at += stride;
    }
    store<f32>(residuals + ((<usize>n) << 3), sum, 4);
  }
}

function gather(
  rowPointers: usize, rowEntries: usize, rows: usize, bytes: usize, records: usize, residuals: usize, linear: bool,
  first: i32, last: i32,
): void {
  for (let row = first; row < last; row++) {
    const begin = get<u32>(rowPointers, row), end = getNext<u32>(rowPointers, row);
    const v: f32 = linear ? 0 : load<f32>(rowAt(rows, row, bytes));
    let s1: f64 = 0, s2: f64 = 0, e0: f64 = 0, e1: f64 = 0;
    const stop = rowEntries + ((<usize>end) << 2);
    for (let at = rowEntries + ((<usize>begin) << 2); at < stop; at += 4) {
      const residual = residuals + ((<usize>load<u32>(at)) << 3);
      const e = <f64>load<f32>(residual);
      e0 += e;
      if (linear) continue;
      const s = <f64>(load<f32>(residual, 4) - v);
      s1 += s;
      s2 += s * s;
      e1 += s * e;
    }
    const record = rowAt(records, row, RECORD);
    store<f32>(record, <f32>(end - begin));
    store<f32>(record, <f32>s1, 4);
    store<f32>(record, <f32>s2, 8);
    store<f32>(record, <f32>e0, 12);
    store<f32>(record, <f32>e1, 16);
    store<f32>(record, v, 20);
    store<f32>(record, 0, 24);
    store<f32>(record, 0, 28);
  }
}

function draw(
  featurePointers: usize, featureRows: usize, featureValues: usize, features: usize, bytes: usize, records: usize,
  mean: f32, strength: f32, precision: f32, linear: bool, seed: i32, first: i32, last: i32,
): void {
  for (let feature = first; feature < last; feature++) {
    const begin = (<usize>get<u32>(featurePointers, feature)) << 2;
    const end = (<usize>getNext<u32>(featurePointers, feature)) << 2;
    const place = rowAt(features, feature, bytes);
    const old = load<f32>(place);
    let squares: f64 = 0, products: f64 = 0;
    for (let at = begin; at < end; at += 4) {
      const record = rowAt(records, load<u32>(featureRows + at), RECORD);
      const x = load<f32>(featureValues + at);
      const d: f32 = linear ? 1 : load<f32>(record, 20) - x * old;
      const s1 = load<f32>(record, 4);
      squares += <f64>(x * x * (d * (d * load<f32>(record) + 2 * s1) + load<f32>(record, 8)));
      products += <f64>(x * (d * load<f32>(record, 12) + load<f32>(record, 16)));
    }
    const total = <f64>precision * squares + <f64>strength;
    const center = (<f64>precision * (products + <f64>old * squares) + <f64>strength * <f64>mean) / total;
    const drawn = <f32>(center + <f64>normal(seed, feature) / sqrt(total));
    const change = drawn - old;
    store<f32>(place, drawn);
    for (let at = begin; at < end; at += 4) {
      const record = rowAt(records, load<u32>(featureRows + at), RECORD);
      const x = load<f32>(featureValues + at);
      const step = change * x;
      const v = load<f32>(record, 20);
      const d: f32 = linear ? 1 : v - x * old;
      const s1 = load<f32>(record, 4);
      store<f32>(record, load<f32>(record, 12) - step * (d * load<f32>(record) + s1), 12);
      store<f32>(record, load<f32>(record, 16) - step * (d * s1 + load<f32>(record, 8)), 16);
      store<f32>(record, v + step, 20);
      store<f32>(record, load<f32>(record, 24) + step * d, 24);
      store<f32>(record, load<f32>(record, 28) + step, 28);
    }
  }
}

function scatter(
  rowPointers: usize, rowEntries: usize, rows: usize, bytes: usize, records: usize, residuals: usize, linear: bool,
  first: i32, last: i32,
): void {
  for (let row = first; row < last; row++) {
    const begin = get<u32>(rowPointers, row), end = getNext<u32>(rowPointers, row);
    const record = rowAt(records, row, RECORD);
    const a = load<f32>(record, 24), b = load<f32>(record, 28);
    const place = rowAt(rows, row, bytes);
    const old = load<f32>(place), now = load<f32>(record, 20);
    const stop = rowEntries + ((<usize>end) << 2);
    for (let at = rowEntries + ((<usize>begin) << 2); at < stop; at += 4) {
      const residual = residuals + ((<usize>load<u32>(at)) << 3);
      const e = load<f32>(residual);
      if (linear) store<f32>(residual, e - a);
      else {
        const s = load<f32>(residual, 4) - old;
        store<f32>(residual, e - (a + b * s));
        store<f32>(residual, s + now, 4);
      }
    }
    if (!linear) store<f32>(place, now);
  }
}
