/** Gradients of table rows: sums over the places where a batch met them. */
import { get, getNext } from './arrays';
import { bytes, counted, operand, place, placeIfAny } from './neural-record';
import { addScaledRow, zeroRow } from './rows';

/** One sparse row: Σ value_p · source row at place_p. */
// @ts-ignore: decorator
@inline function sumPlaces(target: usize, width: usize, source: usize, stride: usize, places: usize, values: usize, from: i32, to: i32): void {
  for (let p = from; p < to; p++) {
    addScaledRow(target, values == 0 ? 1 : get<f32>(values, p), source + <usize>get<i32>(places, p) * stride, width);
  }
}

export function scatter(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const targetStride = bytes(record, 1), width = bytes(record, 2), source = place(record, 3, floats), stride = bytes(record, 4);
  const pointers = place(record, 5, batch), places = place(record, 6, batch);
  const values = placeIfAny(record, 7, batch);
  const add = operand(record, 8) == 1;
  let target = place(record, 0, floats) + <usize>begin * targetStride;
  for (let q = begin; q < end; q++) {
    if (!add) zeroRow(target, width);
    sumPlaces(target, width, source, stride, places, values, get<i32>(pointers, q), getNext<i32>(pointers, q));
    target += targetStride;
  }
}

/** Into a gradient of all rows: those of the table from `begin` to `end`; ids ascend. */
export function scatterAll(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const targetStride = bytes(record, 1), width = bytes(record, 2), source = place(record, 3, floats), stride = bytes(record, 4);
  const pointers = place(record, 5, batch), places = place(record, 6, batch);
  const values = placeIfAny(record, 7, batch);
  const target = place(record, 0, floats), ids = place(record, 9, batch), count = counted(record, 10, batch);
  if (operand(record, 8) == 0) zeroRow(target + <usize>begin * targetStride, <usize>(end - begin) * targetStride);
  let low = 0, high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (get<i32>(ids, middle) < begin) low = middle + 1;
    else high = middle;
  }
  for (let q = low; q < count; q++) {
    const row = get<i32>(ids, q);
    if (row >= end) break;
    sumPlaces(target + <usize>row * targetStride, width, source, stride, places, values, get<i32>(pointers, q), getNext<i32>(pointers, q));
  }
}
