/**
 * Causal attention of one head of one sequence at a time, on copies of its rows: [tokens × size] and transposed, padded by zeros to what
 * the register tile wants. Weights stand transposed, [key × query], so that four queries are one vector. Operands as in
 * src/kernels/reference/neural-attention.ts.
 */
import { get, getNext, set } from './arrays';
import { exp4, log4 } from './exponential';
import { bytes, numberOperand, operand, place } from './neural-record';
import { mix, mix4 } from './random';
import { copyRow, dotRow } from './rows';
import { SET, tile } from './tile';
import { zero } from './vector';

/** Rows of a head, as many bytes apart as `rowBytes`. */
function gathered(to: usize, rowBytes: usize, from: usize, stride: usize, width: usize, rows: i32, padded: i32): void {
  for (let r = 0; r < padded; r++) {
    const row = to + <usize>r * rowBytes;
    zero(row, rowBytes);
    if (r < rows) copyRow(row, from + <usize>r * stride, width);
  }
}

/** to[c][r] = from[r][c]; both sides multiples of 4. */
function transposed(to: usize, toBytes: usize, from: usize, fromBytes: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r += 4) {
    for (let c = 0; c < columns; c += 4) {
      const source = from + <usize>r * fromBytes + ((<usize>c) << 2), target = to + <usize>c * toBytes + ((<usize>r) << 2);
      const a = v128.load(source), b = v128.load(source + fromBytes), d = v128.load(source + 2 * fromBytes), e = v128.load(source + 3 * fromBytes);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), de = v128.shuffle<f32>(d, e, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7), deHigh = v128.shuffle<f32>(d, e, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<f32>(ab, de, 0, 1, 4, 5));
      v128.store(target + toBytes, v128.shuffle<f32>(ab, de, 2, 3, 6, 7));
      v128.store(target + 2 * toBytes, v128.shuffle<f32>(abHigh, deHigh, 0, 1, 4, 5));
      v128.store(target + 3 * toBytes, v128.shuffle<f32>(abHigh, deHigh, 2, 3, 6, 7));
    }
  }
}

/** target[i][c] = Σ_p left_p[i] · right_p[c] for four rows i and `columns` (a multiple of 4) columns. */
// @ts-ignore: decorator
@inline function fourRows(left: usize, leftBytes: usize, right: usize, rightBytes: usize, depth: i32, target: usize, targetBytes: usize, columns: i32): void {
  const whole = columns & ~7;
  for (let c = 0; c < whole; c += 8) {
    const at = (<usize>c) << 2;
    tile<f32>(true, SET, left, leftBytes, right + at, rightBytes, depth, target + at, targetBytes);
  }
  const at = (<usize>whole) << 2;
  if (whole < columns) tile<f32>(false, SET, left, leftBytes, right + at, rightBytes, depth, target + at, targetBytes);
}

/** Products of all keys j with the queries i ≥ j (from a multiple of 4 on): to[j][i] = Σ_c keys[c][j] · queries[c][i]. */
function againstLater(to: usize, keys: usize, queries: usize, size: i32, padded: i32): void {
  const rowBytes = (<usize>padded) << 2;
  for (let j = 0; j < padded; j += 4) {
    const at = (<usize>j) << 2;
    fourRows(keys + at, rowBytes, queries + at, rowBytes, size, to + <usize>j * rowBytes + at, rowBytes, padded - j);
  }
}

/** Which of keys j < the query's own number remain, as factors of four queries from i on; those of later keys are 0. */
// @ts-ignore: decorator
@inline function earlier(i: i32, j: i32): v128 {
  return i32x4.le_s(i32x4.splat(j), i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3)));
}

/** Factors of dropout: the counter of the weight of a query for the key `back` places before it is (query · heads + head) · longest + back. */
// @ts-ignore: decorator
@inline function keptFactors(stream: i32, threshold: i32, factor: f32, counter: v128): v128 {
  return v128.and(f32x4.splat(factor), i32x4.ge_u(mix4(stream, counter), i32x4.splat(threshold)));
}

// @ts-ignore: decorator
@inline function counters(first: i32, i: i32, j: i32, heads: i32, head: i32, longest: i32): v128 {
  const query = i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3));
  const row = i32x4.add(i32x4.mul(i32x4.add(query, i32x4.splat(first)), i32x4.splat(heads)), i32x4.splat(head));
  return i32x4.add(i32x4.mul(row, i32x4.splat(longest)), i32x4.sub(query, i32x4.splat(j)));
}

export function attention(record: usize, floats: usize, batch: usize, seed: i32, step: i32, begin: i32, end: i32, scratch: usize): void {
  const out = place(record, 0, floats), q = place(record, 1, floats), k = place(record, 2, floats), v = place(record, 3, floats);
  const stride = bytes(record, 4), heads = operand(record, 5), size = operand(record, 6), pointers = place(record, 7, batch);
  const normalisers = place(record, 8, floats), normaliserStride = bytes(record, 9), factor = numberOperand(record, 10);
  const threshold = operand(record, 11), kept = numberOperand(record, 12), longest = operand(record, 14);
  const stream = <i32>mix(seed + operand(record, 13) * 0x9e3779b1, step);
  const width = (<usize>size) << 2, paddedSize = (size + 3) & ~3, sizeBytes = (<usize>paddedSize) << 2;
  for (let s = begin; s < end; s++) {
    const first = get<i32>(pointers, s), length = getNext<i32>(pointers, s) - first, padded = (length + 3) & ~3;
    const piece = <usize>padded * sizeBytes, rowBytes = (<usize>padded) << 2;
    const rows = scratch, queries = rows + piece, keys = queries + piece, result = keys + piece, weights = result + piece;
    for (let head = 0; head < heads; head++) {
      const offset = <usize>first * stride + <usize>head * width;
      gathered(rows, sizeBytes, q + offset, stride, width, length, padded);
      transposed(queries, rowBytes, rows, sizeBytes, padded, paddedSize);
      gathered(rows, sizeBytes, k + offset, stride, width, length, padded);
      transposed(keys, rowBytes, rows, sizeBytes, padded, paddedSize);
      gathered(rows, sizeBytes, v + offset, stride, width, length, padded);
      againstLater(weights, keys, queries, paddedSize, padded);
      for (let i = 0; i < padded; i += 4) {
        const column = weights + ((<usize>i) << 2), stop = i + 4;
        let most = f32x4.splat(-Infinity);
        for (let j = 0; j < stop; j++) {
          const at = column + <usize>j * rowBytes;
          const score = v128.bitselect(f32x4.mul(v128.load(at), f32x4.splat(factor)), f32x4.splat(-Infinity), earlier(i, j));
          v128.store(at, score);
          most = f32x4.pmax(most, score);
        }
        let sum = f32x4.splat(0);
        for (let j = 0; j < stop; j++) {
          const at = column + <usize>j * rowBytes;
          const value = v128.and(exp4(f32x4.sub(v128.load(at), most)), earlier(i, j));
          v128.store(at, value);
          sum = f32x4.add(sum, value);
        }
        const normaliser = f32x4.add(most, log4(sum)), inverse = f32x4.div(f32x4.splat(1), sum);
        for (let j = 0; j < stop; j++) {
          const at = column + <usize>j * rowBytes;
          let value = f32x4.mul(v128.load(at), inverse);
          if (threshold != 0) value = f32x4.mul(value, keptFactors(stream, threshold, kept, counters(first, i, j, heads, head, longest)));
          v128.store(at, value);
        }
        const to = normalisers + <usize>(first + i) * normaliserStride + ((<usize>head) << 2);
        store<f32>(to, f32x4.extract_lane(normaliser, 0));
        if (i + 1 < length) store<f32>(to + normaliserStride, f32x4.extract_lane(normaliser, 1));
        if (i + 2 < length) store<f32>(to + 2 * normaliserStride, f32x4.extract_lane(normaliser, 2));
        if (i + 3 < length) store<f32>(to + 3 * normaliserStride, f32x4.extract_lane(normaliser, 3));
        fourRows(column, rowBytes, rows, sizeBytes, stop, result + <usize>i * sizeBytes, sizeBytes, paddedSize);
      }
      for (let r = 0; r < length; r++) copyRow(out + offset + <usize>r * stride, result + <usize>r * sizeBytes, width);
    }
  }
}

export function attentionBack(record: usize, floats: usize, batch: usize, seed: i32, step: i32, begin: i32, end: i32, scratch: usize): void {
  const gradient = place(record, 0, floats), out = place(record, 1, floats);
  const q = place(record, 2, floats), k = place(record, 3, floats), v = place(record, 4, floats);
  const stride = bytes(record, 5), heads = operand(record, 6), size = operand(record, 7), pointers = place(record, 8, batch);
  const normalisers = place(record, 9, floats), normaliserStride = bytes(record, 10), factor = numberOperand(record, 11);
  const threshold = operand(record, 12), kept = numberOperand(record, 13), longest = operand(record, 15);
  const stream = <i32>mix(seed + operand(record, 14) * 0x9e3779b1, step);
  const dq = place(record, 16, floats), dk = place(record, 17, floats), dv = place(record, 18, floats);
  const width = (<usize>size) << 2, paddedSize = (size + 3) & ~3, sizeBytes = (<usize>paddedSize) << 2;
  for (let s = begin; s < end; s++) {
    const first = get<i32>(pointers, s), length = getNext<i32>(pointers, s) - first, padded = (length + 3) & ~3;
    const piece = <usize>padded * sizeBytes, rowBytes = (<usize>padded) << 2;
    const queries = scratch, keys = queries + piece, slopes = keys + piece, rows = slopes + piece;
    const turned = rows + piece, turnedKeys = turned + piece, result = turnedKeys + piece;
    // e^−normaliser and Σ gradient · out of each query; weights and their slopes, transposed; one of them turned back.
    const ends = result + piece, alongs = ends + rowBytes, weights = alongs + rowBytes, weightSlopes = weights + <usize>padded * rowBytes;
    const upright = weightSlopes + <usize>padded * rowBytes;
    for (let head = 0; head < heads; head++) {
      const offset = <usize>first * stride + <usize>head * width;
      gathered(queries, sizeBytes, q + offset, stride, width, length, padded);
      gathered(keys, sizeBytes, k + offset, stride, width, length, padded);
      gathered(slopes, sizeBytes, gradient + offset, stride, width, length, padded);
      transposed(turned, rowBytes, queries, sizeBytes, padded, paddedSize);
      transposed(turnedKeys, rowBytes, keys, sizeBytes, padded, paddedSize);
      againstLater(weights, turnedKeys, turned, paddedSize, padded);
      gathered(rows, sizeBytes, v + offset, stride, width, length, padded);
      transposed(turned, rowBytes, slopes, sizeBytes, padded, paddedSize);
      transposed(turnedKeys, rowBytes, rows, sizeBytes, padded, paddedSize);
      againstLater(weightSlopes, turnedKeys, turned, paddedSize, padded);
      for (let i = 0; i < padded; i++) {
        const at = offset + <usize>i * stride;
        set<f32>(alongs, i, i < length ? dotRow(gradient + at, out + at, width) : 0);
        set<f32>(ends, i, i < length ? load<f32>(normalisers + <usize>(first + i) * normaliserStride + ((<usize>head) << 2)) : Infinity);
      }
      for (let i = 0; i < padded; i += 4) {
        const column = (<usize>i) << 2, along = v128.load(alongs + column), normaliser = v128.load(ends + column);
        for (let j = 0; j < i + 4; j++) {
          const at = column + <usize>j * rowBytes;
          const score = f32x4.sub(f32x4.mul(v128.load(weights + at), f32x4.splat(factor)), normaliser);
          let weight = v128.and(exp4(score), earlier(i, j));
          let slope = v128.load(weightSlopes + at);
          if (threshold != 0) {
            const keep = keptFactors(stream, threshold, kept, counters(first, i, j, heads, head, longest));
            slope = f32x4.mul(slope, keep);
            v128.store(weights + at, f32x4.mul(weight, keep));
          } else v128.store(weights + at, weight);
          v128.store(weightSlopes + at, f32x4.mul(f32x4.mul(weight, f32x4.sub(slope, along)), f32x4.splat(factor)));
        }
        fourRows(weightSlopes + column, rowBytes, keys, sizeBytes, i + 4, result + <usize>i * sizeBytes, sizeBytes, paddedSize);
      }
      for (let r = 0; r < length; r++) copyRow(dq + offset + <usize>r * stride, result + <usize>r * sizeBytes, width);
      overQueries(result, weights, slopes, upright, padded, paddedSize);
      for (let r = 0; r < length; r++) copyRow(dv + offset + <usize>r * stride, result + <usize>r * sizeBytes, width);
      overQueries(result, weightSlopes, queries, upright, padded, paddedSize);
      for (let r = 0; r < length; r++) copyRow(dk + offset + <usize>r * stride, result + <usize>r * sizeBytes, width);
    }
  }
}

/** result[j] = Σ_{i ≥ j} matrix[j][i] · rows[i]. */
function overQueries(result: usize, matrix: usize, rows: usize, upright: usize, padded: i32, size: i32): void {
  const rowBytes = (<usize>padded) << 2, sizeBytes = (<usize>size) << 2;
  for (let j = 0; j < padded; j += 4) {
    // Left of the diagonal stands what nobody computed: only queries from j on are turned.
    const at = (<usize>j) << 2;
    transposed(upright, 16, matrix + <usize>j * rowBytes + at, rowBytes, 4, padded - j);
    fourRows(upright, 16, rows + <usize>j * sizeBytes, sizeBytes, padded - j, result + <usize>j * sizeBytes, sizeBytes, size);
  }
}
