/**
 * All pairs of similar rows, the nearest of each row kept. See `similarPairs` in src/kernels/signatures.
 *
 * Rows stand in groups, each with its own matrix by column; a tile is a pair of groups. A row of the first group walks its columns, and in each column the rows of
 * the second group, adding what the two rows share to the sums of that row: small enough for the first cache. Each pair is
 * computed once and offered to the lists of both rows, so tiles that share no group may run at the same time.
 */
import { add, get, getNext } from './arrays';
import { offer } from './neighbor-lists';

/** Measures, as `measures` in src/kernels/similarity.ts. */
const COUNT: i32 = 0;
const JACCARD: i32 = 1;
const DOT: i32 = 2;
const COSINE: i32 = 3;
const COMMON_COSINE: i32 = 4;
const DIFFERENCES: i32 = 5;

export function similarPairs(
  tiles: usize, groups: usize, columns: i32, pointers: usize, indexes: usize, values: usize,
  columnStarts: usize, columnRows: usize, columnValues: usize, facts: usize,
  measure: i32, minOverlap: i32, shrinkage: f64, signed: i32, length: i32,
  listRows: usize, listScores: usize, counts: usize, floors: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const plain = shrinkage == 0 && minOverlap <= 1;
  for (let tile = begin; tile < end; tile++) {
    const a = load<u32>(tiles + ((<usize>tile) << 3)), b = load<u32>(tiles + ((<usize>tile) << 3), 4);
    const first = get<u32>(groups, b), last = getNext<u32>(groups, b);
    const width: usize = measure <= DOT ? 4 : measure <= DIFFERENCES ? 16 : 32;
    memory.fill(scratch, 0, (<usize>(last - first) + 3) * width);
    const sums = scratch;
    const starts = columnStarts + ((<usize>b * <usize>(columns + 1)) << 2);
    const stop = getNext<u32>(groups, a);
    for (let row = get<u32>(groups, a); row < stop; row++) {
      const from = get<u32>(pointers, row), to = getNext<u32>(pointers, row);
      let work: u32;
      if (measure <= JACCARD) work = addCounts(from, to, indexes, values, starts, columnRows, columnValues, sums);
      else if (measure == DOT) work = addProducts(from, to, indexes, values, starts, columnRows, columnValues, sums);
      else if (measure <= DIFFERENCES) work = addFour(from, to, indexes, values, starts, columnRows, columnValues, sums);
      else work = addSix(from, to, indexes, values, starts, columnRows, columnValues, sums);
      if (work == 0) continue;
      const both = a != b;
      // Where few rows were touched they are walked again, rather than all looked at.
      if (work < (last - first) >> 3) {
        for (let e = from; e < to; e++) {
          const column = starts + ((<usize>get<u32>(indexes, e)) << 2);
          for (let k = load<u32>(column), ends = load<u32>(column, 4); k < ends; k++) {
            const place = <u32>get<u16>(columnRows, k);
            offerPair(row, first + place, place, both, sums, width, facts, measure, minOverlap, shrinkage, signed, length, listRows, listScores, counts, floors);
          }
        }
      } else if (plain && (measure == COUNT || measure == DOT)) {
        scanPlain(row, first, last, both, sums, facts, measure, signed, length, listRows, listScores, counts, floors);
      } else {
        for (let other = first; other < last; other++) {
          offerPair(row, other, other - first, both, sums, width, facts, measure, minOverlap, shrinkage, signed, length, listRows, listScores, counts, floors);
        }
      }
    }
  }
  return 0;
}

/** Each of the four is called once a row, so that the host soon runs its optimized form. */
function addCounts(from: u32, to: u32, indexes: usize, values: usize, starts: usize, columnRows: usize, columnValues: usize, sums: usize): u32 {
  return addRow(COUNTS, from, to, indexes, values, starts, columnRows, columnValues, sums);
}

function addProducts(from: u32, to: u32, indexes: usize, values: usize, starts: usize, columnRows: usize, columnValues: usize, sums: usize): u32 {
  return addRow(PRODUCTS, from, to, indexes, values, starts, columnRows, columnValues, sums);
}

function addFour(from: u32, to: u32, indexes: usize, values: usize, starts: usize, columnRows: usize, columnValues: usize, sums: usize): u32 {
  return addRow(FOUR, from, to, indexes, values, starts, columnRows, columnValues, sums);
}

function addSix(from: u32, to: u32, indexes: usize, values: usize, starts: usize, columnRows: usize, columnValues: usize, sums: usize): u32 {
  return addRow(SIX, from, to, indexes, values, starts, columnRows, columnValues, sums);
}

/** Sums of a pair: its count; Σxy; Σxy, Σy², Σx², count; the same and Σy, Σx. */
const COUNTS: i32 = 0;
const PRODUCTS: i32 = 1;
const FOUR: i32 = 2;
const SIX: i32 = 3;
/** Entries looked at early, so that their memory is there when their turn comes. */
const AHEAD: u32 = 6;

/** Adds what a row, its entries from … to − 1, shares with the rows of the group; says how many sums were touched. `kind` is a constant at every call. */
// @ts-ignore: decorator
@inline function addRow(
  kind: i32, from: u32, to: u32, indexes: usize, values: usize, starts: usize, columnRows: usize, columnValues: usize, sums: usize,
): u32 {
  let work: u32 = 0;
  let touched: u32 = 0;
  for (let e = from; e < to; e++) {
    touched ^= <u32>get<u16>(columnRows, get<u32>(starts, get<u32>(indexes, min(e + AHEAD, to - 1))));
    const column = starts + ((<usize>get<u32>(indexes, e)) << 2);
    const k = load<u32>(column), ends = load<u32>(column, 4);
    work += ends - k;
    const x: f32 = kind == COUNTS ? 1 : get<f32>(values, e);
    const slope = f32x4.replace_lane(f32x4.splat(0), 0, x);
    const fixed = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(0), 2, x * x), 3, 1);
    const second = f32x4.replace_lane(f32x4.splat(0), 1, x);
    let at = columnRows + ((<usize>k) << 1);
    let value = columnValues + ((<usize>k) << 2);
    const finish = columnRows + ((<usize>ends) << 1);
    if (kind <= PRODUCTS) {
      while (at + 8 <= finish) {
        addOne(kind, sums, at, value, x);
        addOne(kind, sums, at + 2, value + 4, x);
        addOne(kind, sums, at + 4, value + 8, x);
        addOne(kind, sums, at + 6, value + 12, x);
        at += 8;
        value += 16;
      }
    }
    for (; at < finish; at += 2) {
      if (kind <= PRODUCTS) addOne(kind, sums, at, value, x);
      else {
        const y = load<f32>(value);
        const sum = sums + ((<usize>load<u16>(at)) << (kind == FOUR ? 4 : 5));
        const more = f32x4.add(f32x4.mul(f32x4.splat(y), f32x4.replace_lane(slope, 1, y)), fixed);
        v128.store(sum, f32x4.add(v128.load(sum), more));
        if (kind == SIX) v128.store(sum, f32x4.add(v128.load(sum, 16), f32x4.replace_lane(second, 0, y)), 16);
      }
      value += 4;
    }
  }
  // Always true; keeps the early look from being thrown away.
  return touched != 0xffffffff ? work : work | 1;
}

// @ts-ignore: decorator
@inline function addOne(kind: i32, sums: usize, at: usize, value: usize, x: f32): void {
  if (kind == COUNTS) add<u32>(sums, load<u16>(at), 1);
  else add<f32>(sums, load<u16>(at), x * load<f32>(value));
}

/** Four others at a time: most cannot enter either list. Sums become 0. */
function scanPlain(
  row: u32, first: u32, last: u32, both: bool, sums: usize, facts: usize, measure: i32, signed: i32, length: i32,
  listRows: usize, listScores: usize, counts: usize, floors: usize,
): void {
  const zero = f32x4.splat(0);
  const own = f32x4.splat(get<f32>(facts, row));
  for (let other = first; other < last; other += 4) {
    const at = sums + ((<usize>(other - first)) << 2);
    const raw = v128.load(at);
    if (!v128.any_true(raw)) continue;
    v128.store(at, zero);
    const sum = measure == COUNT ? f32x4.convert_i32x4_s(raw) : raw;
    // Past the last row of the group stand sums of 0 and facts of other rows: a similarity of 0 is never offered.
    const scores = f32x4.mul(f32x4.mul(sum, own), v128.load(facts + ((<usize>other) << 2)));
    let floor = f32x4.splat(get<f32>(floors, row));
    if (both) floor = f32x4.pmin(floor, v128.load(floors + ((<usize>other) << 2)));
    const hits = i32x4.bitmask(v128.and(f32x4.ge(scores, floor), f32x4.ne(scores, zero)));
    if (hits == 0) continue;
    for (let lane = 0; lane < 4; lane++) {
      if ((hits & (1 << lane)) == 0) continue;
      const score = laneOf(scores, lane);
      const s = other + lane;
      if (s == row || (score < 0 && signed == 0)) continue;
      offer(row, s, score, length, listRows, listScores, counts, floors);
      if (both) offer(s, row, score, length, listRows, listScores, counts, floors);
    }
  }
}

function laneOf(scores: v128, lane: i32): f32 {
  if (lane == 0) return f32x4.extract_lane(scores, 0);
  if (lane == 1) return f32x4.extract_lane(scores, 1);
  if (lane == 2) return f32x4.extract_lane(scores, 2);
  return f32x4.extract_lane(scores, 3);
}

/** The similarity of two rows from their sums, which become 0; to both lists, or to the first row's alone. */
function offerPair(
  row: u32, other: u32, place: u32, both: bool, sums: usize, width: usize, facts: usize, measure: i32, minOverlap: i32, shrinkage: f64,
  signed: i32, length: i32, listRows: usize, listScores: usize, counts: usize, floors: usize,
): void {
  const at = sums + <usize>place * width;
  const xFact = <f64>get<f32>(facts, row), yFact = <f64>get<f32>(facts, other);
  let similarity: f64 = 0;
  let overlap: f64 = 0;
  if (measure <= DOT) {
    if (load<u32>(at) == 0) return;
    if (measure == DOT) {
      similarity = <f64>load<f32>(at) * xFact * yFact;
      overlap = Infinity;
    } else {
      overlap = <f64>load<u32>(at);
      similarity = measure == COUNT ? overlap * xFact * yFact : overlap / (xFact + yFact - overlap);
    }
    store<u32>(at, 0);
  } else {
    overlap = <f64>load<f32>(at, 12);
    if (overlap == 0) return;
    const xy = <f64>load<f32>(at), yy = <f64>load<f32>(at, 4), xx = <f64>load<f32>(at, 8);
    if (measure == COSINE) similarity = xy * xFact * yFact;
    else if (measure == COMMON_COSINE) similarity = ratio(xy, xx, yy);
    else if (measure == DIFFERENCES) similarity = 1 / (1 + max<f64>(0, xx + yy - 2 * xy) / overlap);
    else {
      const y = <f64>load<f32>(at, 16), x = <f64>load<f32>(at, 20);
      similarity = ratio(overlap * xy - x * y, spread(overlap * xx, x), spread(overlap * yy, y));
      v128.store(at, i32x4.splat(0), 16);
    }
    v128.store(at, i32x4.splat(0));
  }
  if (row == other || overlap < <f64>minOverlap) return;
  if (shrinkage > 0 && measure != DOT) {
    // A correlation loses one degree of freedom: one common column alone says nothing.
    const freedom = measure == COMMON_COSINE || measure > DIFFERENCES ? overlap - 1 : overlap;
    similarity *= freedom / (freedom + shrinkage);
  }
  const score = <f32>similarity;
  if (score == 0 || (score < 0 && signed == 0)) return;
  offer(row, other, score, length, listRows, listScores, counts, floors);
  if (both) offer(other, row, score, length, listRows, listScores, counts, floors);
}

function ratio(product: f64, xx: f64, yy: f64): f64 {
  return xx > 0 && yy > 0 ? min<f64>(1, max<f64>(-1, product / sqrt<f64>(xx * yy))) : 0;
}

/** n Σx² − (Σx)², 0 where rounding alone makes it differ. */
function spread(squares: f64, sum: f64): f64 {
  const variance = squares - sum * sum;
  return variance > 1e-5 * squares ? variance : 0;
}
