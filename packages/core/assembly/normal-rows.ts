/** Random start of vectors: independent normal numbers, the same for any number of threads. */
import { normal } from './normal';

export function normalRows(
  out: usize, factors: i32, rowLength: i32, deviation: f32, seed: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) {
    let at = out + ((<usize>row * <usize>rowLength) << 2);
    for (let f = 0; f < factors; f++) {
      store<f32>(at, deviation * normal(seed, row * factors + f));
      at += 4;
    }
  }
  return 0;
}
