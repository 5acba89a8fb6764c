/** Normal equations of one row: what its entries add to a symmetric matrix, of which the upper triangle counts, and to a right-hand side. */
import { get, rowAt } from './arrays';
import { panelDepth, rankUpdate } from './tile';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { multiplyAdd } from './vector';

/**
 * matrix += Σ w_e y_e y_eᵀ, right += Σ s_e y_e over entries first … last − 1. `weighted`, a constant at every call: w_e = value_e and
 * s_e = w_e + scale; else w_e = scale and s_e = scale · value_e. Rows √w_e y_e are gathered in `panel`, `panelDepth` of them at a time.
 */
// @ts-ignore: decorator
@inline export function addEntries(
  weighted: bool, y: usize, indexes: usize, values: usize, first: i32, last: i32, scale: f32,
  panel: usize, matrix: usize, right: usize, factors: i32,
): void {
  const bytes = (<usize>factors) << 2;
  const depth = panelDepth(factors);
  const flat = f32x4.splat(sqrt<f32>(scale));
  for (let start = first; start < last; start += depth) {
    const count = min(depth, last - start);
    let to = panel;
    for (let q = 0; q < count; q++) {
      const entry = (<usize>(start + q)) << 2;
      if (q % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, count - q), bytes);
      const value = load<f32>(values + entry);
      const root = weighted ? f32x4.splat(sqrt<f32>(value)) : flat;
      const share = f32x4.splat(weighted ? value + scale : scale * value);
      let from = rowAt(y, load<u32>(indexes + entry), bytes);
      let sum = right;
      for (const rowEnd = to + bytes; to < rowEnd; to += 16) {
        const v = v128.load(from);
        v128.store(to, f32x4.mul(v, root));
        v128.store(sum, multiplyAdd(share, v, v128.load(sum)));
        from += 16;
        sum += 16;
      }
    }
    rankUpdate(panel, count, bytes, factors, matrix, bytes);
  }
}

/** Its diagonal += penalty · scales. */
export function addDiagonal(matrix: usize, penalty: f32, scales: usize, factors: i32): void {
  for (let f = 0; f < factors; f++) {
    const diagonal = matrix + ((<usize>f * (factors + 1)) << 2);
    store<f32>(diagonal, load<f32>(diagonal) + penalty * get<f32>(scales, f));
  }
}
