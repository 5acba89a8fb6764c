/** Operations of networks on single rows; operands as in src/kernels/reference/neural-operations.ts. */
import { get, getNext } from './arrays';
import { bytes, NONE, numberOperand, operand, place, placeIfAny } from './neural-record';
import { addScaledRow, copyRow, dotRow, scaledRow, zeroRow, addRow } from './rows';

export function feed(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 1), width = bytes(record, 2);
  let to = place(record, 0, floats) + <usize>begin * stride;
  let from = place(record, 3, batch) + <usize>begin * width;
  for (let r = begin; r < end; r++) {
    copyRow(to, from, width);
    to += stride;
    from += width;
  }
}

export function gather(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const outStride = bytes(record, 1), width = bytes(record, 2), stride = bytes(record, 4);
  const table = place(record, 3, floats), ids = place(record, 5, batch);
  let to = place(record, 0, floats) + <usize>begin * outStride;
  for (let r = begin; r < end; r++) {
    const id = get<i32>(ids, r);
    if (id < 0) zeroRow(to, width);
    else copyRow(to, table + <usize>id * stride, width);
    to += outStride;
  }
}

/** Σ value_e · row_e of the table. */
export function bag(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const outStride = bytes(record, 1), width = bytes(record, 2), stride = bytes(record, 4);
  const table = place(record, 3, floats), pointers = place(record, 5, batch), indexes = place(record, 6, batch);
  const values = placeIfAny(record, 7, batch);
  let to = place(record, 0, floats) + <usize>begin * outStride;
  for (let r = begin; r < end; r++) {
    zeroRow(to, width);
    for (let e = get<i32>(pointers, r), stop = getNext<i32>(pointers, r); e < stop; e++) {
      addScaledRow(to, values == 0 ? 1 : get<f32>(values, e), table + <usize>get<i32>(indexes, e) * stride, width);
    }
    to += outStride;
  }
}

export function copy(record: usize, floats: usize, begin: i32, end: i32): void {
  const outStride = bytes(record, 1), stride = bytes(record, 3), width = bytes(record, 4), add = operand(record, 5) == 1;
  let to = place(record, 0, floats) + <usize>begin * outStride;
  let from = place(record, 2, floats) + <usize>begin * stride;
  for (let r = begin; r < end; r++) {
    if (add) addRow(to, from, width);
    else copyRow(to, from, width);
    to += outStride;
    from += stride;
  }
}

export function rowDots(record: usize, floats: usize, begin: i32, end: i32): void {
  const outStride = bytes(record, 1), aStride = bytes(record, 3), bStride = bytes(record, 5), width = bytes(record, 6);
  const add = operand(record, 7) == 1;
  let to = place(record, 0, floats) + <usize>begin * outStride;
  let a = place(record, 2, floats) + <usize>begin * aStride, b = place(record, 4, floats) + <usize>begin * bStride;
  for (let r = begin; r < end; r++) {
    const sum = dotRow(a, b, width);
    store<f32>(to, add ? load<f32>(to) + sum : sum);
    to += outStride;
    a += aStride;
    b += bStride;
  }
}

export function scaleRows(record: usize, floats: usize, begin: i32, end: i32): void {
  const outStride = bytes(record, 1), stride = bytes(record, 3), width = bytes(record, 4), factorStride = bytes(record, 6);
  const add = operand(record, 7) == 1;
  let to = place(record, 0, floats) + <usize>begin * outStride, x = place(record, 2, floats) + <usize>begin * stride;
  let factor = place(record, 5, floats) + <usize>begin * factorStride;
  for (let r = begin; r < end; r++) {
    if (add) addScaledRow(to, load<f32>(factor), x, width);
    else scaledRow(to, load<f32>(factor), x, width);
    to += outStride;
    x += stride;
    factor += factorStride;
  }
}

/** Rows lie close in what follows: one long row. */
export function scale(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 2), offset = <usize>begin * stride;
  const scalar = operand(record, 4);
  const factor = numberOperand(record, 3) * (scalar == NONE ? 1 : load<f32>(place(record, 4, batch)));
  const to = place(record, 0, floats) + offset, x = place(record, 1, floats) + offset, length = <usize>(end - begin) * stride;
  if (operand(record, 5) == 1) addScaledRow(to, factor, x, length);
  else scaledRow(to, factor, x, length);
}

export function multiply(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 3), offset = <usize>begin * stride;
  const add = operand(record, 4) == 1;
  let to = place(record, 0, floats) + offset, a = place(record, 1, floats) + offset, b = place(record, 2, floats) + offset;
  const stop = to + <usize>(end - begin) * stride, whole = to + ((<usize>(end - begin) * stride) & ~15);
  while (to < whole) {
    const product = f32x4.mul(v128.load(a), v128.load(b));
    v128.store(to, add ? f32x4.add(v128.load(to), product) : product);
    to += 16;
    a += 16;
    b += 16;
  }
  while (to < stop) {
    const product = load<f32>(a) * load<f32>(b);
    store<f32>(to, add ? load<f32>(to) + product : product);
    to += 4;
    a += 4;
    b += 4;
  }
}
