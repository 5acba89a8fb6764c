/** The n best of a dense row of scores, and rows of zeros. */
import { enter } from './top-n';

/** Best first, ties by lower column; −Infinity and NaN enter no list; unused slots −1 and −Infinity. */
export function selectBest(scores: usize, columns: i32, bestColumns: usize, bestScores: usize, n: i32): void {
  for (let k = 0; k < n; k++) {
    store<i32>(bestColumns + ((<usize>k) << 2), -1);
    store<f32>(bestScores + ((<usize>k) << 2), -Infinity);
  }
  const last = bestScores + ((<usize>(n - 1)) << 2);
  let least: f32 = -Infinity;
  let bar = f32x4.splat(least);
  const whole = columns & ~3;
  for (let c = 0; c < columns; c += 4) {
    // Columns rise, so a tie with the last of a full list loses against it.
    if (c < whole && !v128.any_true(f32x4.gt(v128.load(scores + ((<usize>c) << 2)), bar))) continue;
    for (let z = c, stop = min(c + 4, columns); z < stop; z++) {
      const score = load<f32>(scores + ((<usize>z) << 2));
      if (!(score > least)) continue;
      enter(score, z, bestColumns, bestScores, n);
      least = load<f32>(last);
    }
    bar = f32x4.splat(least);
  }
}

export function zeroDoubles(target: usize, length: i32): void {
  memory.fill(target, 0, (<usize>length) << 3);
}
