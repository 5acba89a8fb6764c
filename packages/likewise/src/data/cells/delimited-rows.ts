/** Bytes → cells: where each cell of each row starts and ends. One pass, no strings. */
import { LikewiseError } from '@likewise/core';
import { counted } from '../../words/numbers.ts';
import { loneReturn } from './line-ends.ts';
import { RowLines } from './row-lines.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A row longer than this is a quote that was never closed, or no row. */
export const LONGEST_ROW_BYTES: number = 1 << 24;
/** Cells of a row, at most. */
const MOST_CELLS = 1 << 20;

interface RowShape {
  /** What messages call the file. */
  readonly name: string;
  /** One or more bytes. */
  readonly delimiter: Uint8Array;
  /** Whether a cell may stand in double quotes ("" inside is one quote). */
  readonly quoted: boolean;
  /** Whether rows may differ in width (baskets). */
  readonly ragged?: boolean | undefined;
}

/**
 * Splits whole rows off the front of a buffer. Blanks around a cell go unless they stand in quotes; empty lines are no
 * rows; a line may end in LF or CR LF. Where blanks separate, a run of them is one separator, and those at the ends of a line are none. Quotes
 * within quotes are doubled, or written as \" from the first cell on that cannot be read otherwise. After `split`, cell c of row r is bytes[bounds[2(r·width + c)] … bounds[2(r·width + c) + 1]).
 */
export class RowSplitter {
  /** Cells of each row: the first row's, unless ragged. */
  width = 0;
  /** Rows found by the last `split`. */
  rows = 0;
  /** Start and end of each cell; [2 × cells]. */
  bounds: Int32Array = new Int32Array(1 << 16);
  /** Ragged only: cells of each row found by the last `split`. */
  counts: number[] = [];
  /** Line on which the next row starts; the first is 1. */
  line = 1;
  /** Rows found by all calls. */
  totalRows = 0;
  /** Whether quotes within quotes are written as \". */
  backslash = false;
  /** Line on which each row starts; rows count from 0 over all calls. */
  readonly lines: RowLines = new RowLines();
  readonly #shape: RowShape;

  constructor(shape: RowShape) {
    this.#shape = shape;
  }

  /**
   * Splits rows of bytes[0 … length); needs bytes[length] to exist (it is overwritten). Escaped quotes are resolved in place.
   * @returns Bytes used: the rest is an unfinished row, unless `last`.
   * @throws LikewiseError `row-width`, `open-quote`
   */
  split(bytes: Uint8Array, length: number, last: boolean): number {
    const { delimiter, quoted, ragged } = this.#shape;
    const separator = delimiter[0];
    const single = delimiter.length === 1;
    const blanks = single && separator === SPACE;
    bytes[length] = LF;
    let bounds = this.bounds;
    let slot = 0;
    let row = 0;
    let used = 0;
    let at = 0;
    this.counts = [];
    while (at < length) {
      // Rows without quotes and blanks at the edges, of the expected width: nearly all of most files.
      if (single && !ragged && this.width > 0) {
        const cells = 2 * this.width;
        while (slot + cells > bounds.length) bounds = this.#grow(bounds);
        const next = plainRow(bytes, at, bounds, slot, cells, separator);
        if (next > 0 && (next <= length || last)) {
          slot += cells;
          row++;
          this.line++;
          at = next;
          used = Math.min(next, length);
          continue;
        }
      }
      // Empty lines, and lines of blanks alone, are no rows.
      if (bytes[at] === LF || bytes[at] === CR || bytes[at] === SPACE) {
        let end = at;
        while (bytes[end] === SPACE || bytes[end] === CR) end++;
        if (bytes[end] === LF) {
          if (end === length && !last) break;
          at = end + 1;
          used = Math.min(at, length);
          this.line++;
          this.lines.jump(this.totalRows + row, this.line);
          continue;
        }
      }
      const firstSlot = slot;
      let innerLines = 0;
      let escapes: number[] | undefined;
      let finished = false;
      for (;;) {
        if (slot + 2 > bounds.length) bounds = this.#grow(bounds);
        while (bytes[at] === SPACE && (blanks || separator !== SPACE)) at++;
        if (blanks && slot > firstSlot && (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF))) {
          if (bytes[at] === CR) at++;
          finished = at < length || last;
          break;
        }
        if (slot - firstSlot >= 2 * MOST_CELLS)
          throw this.#refuse('row-width', this.line, `more than ${MOST_CELLS} fields; is this a table`);
        let start = at;
        let end = -1;
        if (quoted && bytes[at] === QUOTE) {
          const quote = closingQuote(bytes, at, length, this.backslash);
          const { close } = quote;
          if (close >= length || (close === length - 1 && !last)) {
            if (!last && length - used < LONGEST_ROW_BYTES) break;
            if (close >= length) throw this.#openQuote(bytes, length, start, innerLines, used);
          }
          let after = close + 1;
          while (bytes[after] === SPACE) after++;
          if (bytes[after] === CR && bytes[after + 1] === LF) after++;
          if (bytes[after] === LF || (bytes[after] === separator && (single || startsWith(bytes, after, delimiter)))) {
            if (after === length && !last) break;
            start++;
            end = close;
            innerLines += quote.lines;
            if (quote.escaped) {
              escapes ??= [];
              escapes.push(slot);
            }
            at = after;
          } else if (!this.backslash && bytes[close - 1] === BACKSLASH) {
            // The quote that seemed to close the cell may be one within it: so it is where the cell then ends on this line.
            const other = closingQuote(bytes, at, length, true);
            if (other.close >= length - 1 && !last && other.lines === 0) break;
            if (other.lines === 0 && other.close < length && endsCell(bytes, other.close + 1, delimiter)) {
              this.backslash = true;
              continue;
            }
          }
        }
        if (end < 0) {
          if (single) while (bytes[at] !== separator && bytes[at] !== LF) at++;
          else while (bytes[at] !== LF && !(bytes[at] === separator && startsWith(bytes, at, delimiter))) at++;
          end = at;
          if (bytes[at] === LF && end > start && bytes[end - 1] === CR) end--;
          while (end > start && bytes[end - 1] === SPACE) end--;
        }
        bounds[slot] = start;
        bounds[slot + 1] = end;
        slot += 2;
        if (bytes[at] === LF) {
          finished = at < length || last;
          break;
        }
        at += delimiter.length;
      }
      if (!finished) break;
      at++;
      used = Math.min(at, length);
      const cells = (slot - firstSlot) >> 1;
      if (ragged) this.counts.push(cells);
      else if (this.width === 0) this.width = cells;
      else if (cells !== this.width) {
        this.#refuseReturns(bytes, firstSlot, slot, this.totalRows + row);
        throw this.#unequal(cells, this.totalRows + row);
      }
      if (escapes !== undefined) for (const cell of escapes) resolveQuotes(bytes, bounds, cell, this.backslash);
      row++;
      this.line += 1 + innerLines;
      if (innerLines > 0) this.lines.jump(this.totalRows + row, this.line);
    }
    this.rows = row;
    this.totalRows += row;
    return used;
  }

  /** Of the rows found by the last `split`. @throws LikewiseError `invalid-cell` where a CR ends no line and stands in no quotes */
  refuseReturns(bytes: Uint8Array): void {
    const first = this.totalRows - this.rows;
    let slot = 0;
    for (let row = 0; row < this.rows; row++) {
      const end = slot + 2 * (this.counts[row] ?? this.width);
      this.#refuseReturns(bytes, slot, end, first + row);
      slot = end;
    }
  }

  #refuseReturns(bytes: Uint8Array, from: number, to: number, row: number): void {
    const { bounds } = this;
    for (let slot = from; slot < to; slot += 2) {
      if (this.#shape.quoted && bytes[bounds[slot] - 1] === QUOTE) continue;
      for (let at = bounds[slot]; at < bounds[slot + 1]; at++)
        if (bytes[at] === CR) throw this.#refuse('invalid-cell', this.lines.lineOf(row), loneReturn);
    }
  }

  #grow(bounds: Int32Array): Int32Array {
    this.bounds = new Int32Array(2 * bounds.length);
    this.bounds.set(bounds);
    return this.bounds;
  }

  #unequal(cells: number, row: number): LikewiseError {
    const remedy = 'correct the line (a separator inside a cell needs quotes), or state --delimiter';
    const problem = `${counted(cells, 'field')}, but line ${this.lines.lineOf(0)} has ${this.width}; ${remedy}`;
    return this.#refuse('row-width', this.lines.lineOf(row), problem, { fields: cells, expected: this.width });
  }

  #openQuote(bytes: Uint8Array, length: number, start: number, innerLines: number, used: number): LikewiseError {
    const long = length - used >= LONGEST_ROW_BYTES;
    const shown = JSON.stringify(Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(30, length - start)).toString('utf8'));
    const within = long ? ` within ${LONGEST_ROW_BYTES >> 20} MiB` : '';
    const problem = `the quote before ${shown} is never closed${within}; close it or write it twice`;
    return this.#refuse('open-quote', this.line + (long ? 0 : innerLines), problem);
  }

  #refuse(code: 'invalid-cell' | 'row-width' | 'open-quote', line: number, problem: string, data: object = {}): LikewiseError {
    const { name: file } = this.#shape;
    return new LikewiseError(code, `${file}, line ${line}: ${problem}.`, { file, line, ...data });
  }
}

/** Where the quote opened at `from` is closed, `length` or more where it is not; its line breaks, and whether a quote stands within. */
function closingQuote(
  bytes: Uint8Array,
  from: number,
  length: number,
  backslash: boolean,
): { close: number; lines: number; escaped: boolean } {
  let lines = 0;
  let escaped = false;
  for (let close = from + 1; close < length; close++) {
    const byte = bytes[close];
    if (byte === LF) lines++;
    else if (byte === BACKSLASH && backslash) {
      escaped = true;
      close++;
      if (bytes[close] === LF) lines++;
    } else if (byte === QUOTE) {
      if (bytes[close + 1] !== QUOTE) return { close, lines, escaped };
      escaped = true;
      close++;
    }
  }
  return { close: length, lines, escaped };
}

/** Whether a separator or the end of the line follows, after blanks. */
function endsCell(bytes: Uint8Array, from: number, delimiter: Uint8Array): boolean {
  let at = from;
  while (bytes[at] === SPACE) at++;
  if (bytes[at] === CR && bytes[at + 1] === LF) at++;
  return bytes[at] === LF || startsWith(bytes, at, delimiter);
}

/** Where the next row starts after a row of plain cells; 0 when the row needs a closer look. */
function plainRow(bytes: Uint8Array, from: number, bounds: Int32Array, firstSlot: number, cells: number, separator: number): number {
  let at = from;
  const lastSlot = firstSlot + cells - 2;
  for (let slot = firstSlot; ; slot += 2) {
    // Blanks, quotes, and an empty first cell (perhaps an empty line) are seen to elsewhere.
    let byte = bytes[at];
    if (byte === SPACE || byte === QUOTE || (slot === firstSlot && (byte === LF || byte === CR))) return 0;
    bounds[slot] = at;
    while (byte !== separator && byte !== LF) byte = bytes[++at];
    bounds[slot + 1] = at;
    if (bytes[at - 1] === SPACE) return 0;
    if (byte === LF) {
      if (slot !== lastSlot) return 0;
      if (bytes[at - 1] === CR && at > bounds[slot]) bounds[slot + 1] = at - 1;
      return bytes[bounds[slot + 1] - 1] === SPACE ? 0 : at + 1;
    }
    if (slot === lastSlot) return 0;
    at++;
  }
}

function startsWith(bytes: Uint8Array, at: number, delimiter: Uint8Array): boolean {
  for (let k = 0; k < delimiter.length; k++) if (bytes[at + k] !== delimiter[k]) return false;
  return true;
}

/** Writes each escaped character of a cell once and moves the cell's end. */
function resolveQuotes(bytes: Uint8Array, bounds: Int32Array, slot: number, backslash: boolean): void {
  let to = bounds[slot];
  for (let from = bounds[slot]; from < bounds[slot + 1]; from++) {
    const next = bytes[from + 1];
    if (backslash && bytes[from] === BACKSLASH && (next === QUOTE || next === BACKSLASH)) {
      bytes[to++] = next;
      from++;
      continue;
    }
    bytes[to++] = bytes[from];
    if (bytes[from] === QUOTE) from++;
  }
  bounds[slot + 1] = to;
}

export function tooLong(file: string, line: number): LikewiseError {
  const problem = `the row is longer than ${LONGEST_ROW_BYTES >> 20} MiB, the most that is read as one`;
  return new LikewiseError('row-too-long', `${file}, line ${line}: ${problem}; is this a table?`, { file, line });
}
