/** Predictions of a factorization machine for many users and all items. See `machineScores` in src/kernels/signatures. */
import { get, set } from './arrays';
import { density, mills } from './ordered';

export function machineScores(
  queries: usize, itemRows: usize, known: usize, items: i32, samples: i32, sampleLength: i32, intercepts: usize, offset: f64,
  levels: usize, cutpoints: usize, classes: i32, table: usize, scores: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const columns = samples * sampleLength;
  for (let row = begin; row < end; row++) {
    const out = scores + ((<usize>row * <usize>items) << 2);
    for (let item = 0; item < items; item++) {
      if (load<u8>(known + item) == 0) {
        set<f32>(out, item, NaN);
        continue;
      }
      let a = queries + ((<usize>row * <usize>columns) << 3), b = itemRows + ((<usize>item * <usize>columns) << 2);
      let total: f64 = 0;
      for (let s = 0; s < samples; s++) {
        const last = a + ((<usize>(sampleLength - 1)) << 3);
        let predicted = get<f64>(intercepts, s) + load<f64>(last) + <f64>get<f32>(b, sampleLength - 1);
        for (; a < last; a += 8, b += 4) predicted += load<f64>(a) * <f64>load<f32>(b);
        a += 8;
        b += 4;
        total += classes > 1 ? expected(predicted, levels, cutpoints + ((<usize>(s * (classes - 1))) << 3), classes, table) : predicted;
      }
      set<f32>(out, item, <f32>(offset + total / <f64>samples));
    }
  }
  return 0;
}

function expected(predicted: f64, levels: usize, cutpoints: usize, classes: i32, table: usize): f64 {
  let sum = load<f64>(levels);
  for (let j = 0; j + 1 < classes; j++) {
    const x = predicted - get<f64>(cutpoints, j);
    const tail = density(x) * mills(table, abs(x));
    const level = levels + ((<usize>j) << 3);
    sum += (load<f64>(level, 8) - load<f64>(level)) * (x > 0 ? 1 - tail : tail);
  }
  return sum;
}
