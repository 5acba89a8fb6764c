/** Gram matrix YᵀY in pieces: one partial sum a chunk, added up by the caller in the order of chunks. */
import { panelDepth, rankUpdate } from './rank-update';

export function gram(y: usize, factors: i32, partials: usize, begin: i32, end: i32, chunk: i32, scratch: usize): i32 {
  const rowBytes = (<usize>factors) << 2;
  const target = partials + <usize>chunk * rowBytes * <usize>factors;
  const depth = panelDepth(factors);
  for (let row = begin; row < end; row += depth) {
    rankUpdate(y + <usize>row * rowBytes, min(depth, end - row), rowBytes, factors, target, rowBytes);
  }
  return 0;
}
