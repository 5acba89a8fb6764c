/** Matrix products of networks, biases and their sums. */
import { matrixProduct, matrixProductNT, matrixProductTN } from './matrix-product';
import { bytes, counted, operand, place } from './neural-record';
import { addRow, zeroRow } from './rows';

export function productNN(record: usize, floats: usize, begin: i32, end: i32, scratch: usize): void {
  const cStride = bytes(record, 1), aStride = bytes(record, 4), b = place(record, 6, floats);
  const c = place(record, 0, floats) + <usize>begin * cStride, a = place(record, 3, floats) + <usize>begin * aStride;
  matrixProduct(c, cStride, end - begin, operand(record, 2), a, aStride, b, bytes(record, 7), operand(record, 5), operand(record, 8) == 1, scratch);
}

export function productNT(record: usize, floats: usize, begin: i32, end: i32): void {
  const cStride = bytes(record, 1), aStride = bytes(record, 4), b = place(record, 6, floats);
  const c = place(record, 0, floats) + <usize>begin * cStride, a = place(record, 3, floats) + <usize>begin * aStride;
  matrixProductNT(c, cStride, end - begin, operand(record, 2), a, aStride, b, bytes(record, 7), operand(record, 5), operand(record, 8) == 1);
}

/** c = aᵀ · b; rows of c are columns of a. */
export function productTN(record: usize, floats: usize, batch: usize, begin: i32, end: i32, scratch: usize): void {
  const cStride = bytes(record, 1), aStride = bytes(record, 4), b = place(record, 6, floats);
  const c = place(record, 0, floats) + <usize>begin * cStride, a = place(record, 3, floats) + ((<usize>begin) << 2);
  const depth = counted(record, 5, batch), add = operand(record, 8) == 1;
  matrixProductTN(c, cStride, end - begin, operand(record, 2), a, aStride, b, bytes(record, 7), depth, add, scratch);
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
