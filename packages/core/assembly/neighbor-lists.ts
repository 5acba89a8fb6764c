/** The `length` best neighbors of each row, as a heap whose first entry is the worst; ties are worse by higher row. */
import { get, set } from './arrays';

/** Puts `other` into the list of `row` where it belongs there. What a list holds does not depend on the order of offers. */
export function offer(
  row: u32, other: u32, score: f32, length: i32, listRows: usize, listScores: usize, counts: usize, floors: usize,
): void {
  const floor = floors + ((<usize>row) << 2);
  if (score < load<f32>(floor)) return;
  const start = (<usize>row * <usize>length) << 2;
  const rows = listRows + start, scores = listScores + start;
  const count = get<u32>(counts, row);
  if (count < <u32>length) {
    set<u32>(rows, count, other);
    set<f32>(scores, count, score);
    set<u32>(counts, row, count + 1);
    if (count + 1 < <u32>length) return;
    for (let k = (length >> 1) - 1; k >= 0; k--) siftDown(rows, scores, k, length);
    store<f32>(floor, load<f32>(scores));
    return;
  }
  if (!isWorse(load<f32>(scores), load<u32>(rows), score, other)) return;
  store<u32>(rows, other);
  store<f32>(scores, score);
  siftDown(rows, scores, 0, length);
  store<f32>(floor, load<f32>(scores));
}

/** Best first. Rows of the run are the rows of the lists. */
export function sortLists(
  length: i32, listRows: usize, listScores: usize, counts: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) {
    const start = (<usize>row * <usize>length) << 2;
    const rows = listRows + start, scores = listScores + start;
    const count = <i32>get<u32>(counts, row);
    for (let k = (count >> 1) - 1; k >= 0; k--) siftDown(rows, scores, k, count);
    for (let left = count - 1; left > 0; left--) {
      const at = (<usize>left) << 2;
      const other = load<u32>(rows + at);
      const score = load<f32>(scores + at);
      store<u32>(rows + at, load<u32>(rows));
      store<f32>(scores + at, load<f32>(scores));
      store<u32>(rows, other);
      store<f32>(scores, score);
      siftDown(rows, scores, 0, left);
    }
  }
  return 0;
}

function isWorse(score: f32, row: u32, than: f32, thanRow: u32): bool {
  return score < than || (score == than && row > thanRow);
}

function siftDown(rows: usize, scores: usize, parent: i32, count: i32): void {
  const row = get<u32>(rows, parent);
  const score = get<f32>(scores, parent);
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= count) break;
    let at = (<usize>child) << 2;
    if (child + 1 < count && isWorse(load<f32>(scores + at, 4), load<u32>(rows + at, 4), load<f32>(scores + at), load<u32>(rows + at))) {
      child++;
      at += 4;
    }
    if (!isWorse(load<f32>(scores + at), load<u32>(rows + at), score, row)) break;
    set<u32>(rows, parent, load<u32>(rows + at));
    set<f32>(scores, parent, load<f32>(scores + at));
    parent = child;
  }
  set<u32>(rows, parent, row);
  set<f32>(scores, parent, score);
}
