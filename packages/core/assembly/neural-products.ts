/** Matrix products of networks, biases and their sums. */
import { addRow, addScaledRow, dotRow, zeroRow } from './rows';
import { bytes, counted, operand, place } from './neural-record';

export function productNN(record: usize, floats: usize, begin: i32, end: i32): void {
  const cStride = bytes(record, 1), width = bytes(record, 2), aStride = bytes(record, 4), depth = operand(record, 5), bStride = bytes(record, 7);
  const b = place(record, 6, floats), add = operand(record, 8) == 1;
  for (let r = begin; r < end; r++) {
    const c = place(record, 0, floats) + <usize>r * cStride, a = place(record, 3, floats) + <usize>r * aStride;
    if (!add) zeroRow(c, width);
    for (let p = 0; p < depth; p++) addScaledRow(c, load<f32>(a + ((<usize>p) << 2)), b + <usize>p * bStride, width);
  }
}

export function productNT(record: usize, floats: usize, begin: i32, end: i32): void {
  const cStride = bytes(record, 1), columns = operand(record, 2), aStride = bytes(record, 4), depth = bytes(record, 5), bStride = bytes(record, 7);
  const b = place(record, 6, floats), add = operand(record, 8) == 1;
  for (let r = begin; r < end; r++) {
    const c = place(record, 0, floats) + <usize>r * cStride, a = place(record, 3, floats) + <usize>r * aStride;
    for (let j = 0; j < columns; j++) {
      const to = c + ((<usize>j) << 2);
      const sum = dotRow(a, b + <usize>j * bStride, depth);
      store<f32>(to, add ? load<f32>(to) + sum : sum);
    }
  }
}

/** c = aᵀ · b; rows of c are columns of a. */
export function productTN(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const cStride = bytes(record, 1), width = bytes(record, 2), aStride = bytes(record, 4), depth = counted(record, 5, batch), bStride = bytes(record, 7);
  const a = place(record, 3, floats), b = place(record, 6, floats), c = place(record, 0, floats);
  if (operand(record, 8) == 0) for (let i = begin; i < end; i++) zeroRow(c + <usize>i * cStride, width);
  for (let r = 0; r < depth; r++) {
    const from = a + <usize>r * aStride, row = b + <usize>r * bStride;
    for (let i = begin; i < end; i++) addScaledRow(c + <usize>i * cStride, load<f32>(from + ((<usize>i) << 2)), row, width);
  }
}

export function addBias(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 1), width = bytes(record, 2), bias = place(record, 3, floats);
  for (let r = begin; r < end; r++) addRow(place(record, 0, floats) + <usize>r * stride, bias, width);
}

/** Columns begin … end − 1, row after row. */
export function columnSums(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 3), rows = counted(record, 4, batch), offset = (<usize>begin) << 2, width = (<usize>(end - begin)) << 2;
  const out = place(record, 0, floats) + offset;
  let x = place(record, 2, floats) + offset;
  if (operand(record, 1) == 0) zeroRow(out, width);
  for (let r = 0; r < rows; r++) {
    addRow(out, x, width);
    x += stride;
  }
}
