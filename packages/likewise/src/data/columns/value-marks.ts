/** Numbers among ratings that may stand for "not rated": −1 among 1 to 10, 99 among −10 to 10, many 0 among 1 to 5. */
import { percent, short, whole } from '../../words/numbers.ts';

export interface ValueMark {
  readonly value: number;
  readonly rows: number;
  /** Of the other values. */
  readonly from: number;
  readonly to: number;
}

/** What programs write for nothing, besides 0. */
const marks: readonly number[] = [-1, -2, -9, -99, -999, -9999, 99, 255, 999, 9999, 99999];
/** A mark above the scale is so many times the largest other value, at least: 99 above 10, 255 above 5. */
const ABOVE = 3;
/** A 0 that belongs to the scale is not so many times as frequent as the next value. */
const CROWDED = 2;

export function valueMark(values: Float32Array): ValueMark | undefined {
  const { counts, zeros, from, to } = spreadOf(values);
  if (from > to) return undefined;
  // Between dislike and like, −1 and 1, there is no mark.
  const found = marks.filter((mark) => counts.get(mark) !== 0);
  const least = zeros > 0 ? Math.min(0, from) : from;
  const mark = found.find((value) => (value < 0 ? least >= 0 && to >= 2 : value > ABOVE * Math.max(Math.abs(least), Math.abs(to))));
  if (mark !== undefined) return { value: mark, rows: counts.get(mark) as number, from: least, to };
  if (zeros === 0 || found.length > 0 || !(from > 0 && to >= 3)) return undefined;
  let lowest = 0;
  for (const value of values) if (value === from) lowest++;
  const apart = from >= 2 || zeros > CROWDED * lowest;
  return apart ? { value: 0, rows: zeros, from, to } : undefined;
}

/** How often each mark and 0 come, and from where to where all others go. */
function spreadOf(values: Float32Array) {
  const counts = new Map<number, number>(marks.map((mark) => [mark, 0]));
  let zeros = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === 0) zeros++;
    else if ((value < 0 || value >= 99) && counts.has(value)) counts.set(value, (counts.get(value) as number) + 1);
    else {
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  return { counts, zeros, from, to };
}

/** "4 of 8 ratings are -1, the others 7 to 10: …". */
export function markWarning({ value, rows, from, to }: ValueMark, total: number): string {
  const share = total >= 1000 ? ` (${percent(rows / total)})` : '';
  const others = from === to ? short(from) : `${short(from)} to ${short(to)}`;
  return `${whole(rows)} of ${whole(total)} ratings${share} ${rows === 1 ? 'is' : 'are'} ${value}, the others ${others}: ${value} may mean "not rated"; --missing ${value} takes it out`;
}
