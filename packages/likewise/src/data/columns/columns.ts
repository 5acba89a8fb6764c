/** Columns under construction: cells come in as bytes, typed arrays come out. */

import { type ContextColumn, IdMap } from '@likewise/core';
import type { CellSlice } from '../cells/cell-table.ts';
import { momentIn, numberIn, plainNumber, unitsPerSecond } from '../cells/cell-values.ts';
import { decode, type Encoding } from '../cells/text-encoding.ts';
import { ByteDictionary, naturalOrder } from './byte-dictionary.ts';
import { growingFloat32, growingFloat64, growingUint32 } from './growing.ts';

/** Refuses the cell: `row` counts from 0 in the slice; `must` completes "<column> must …". */
export type RefuseCell = (row: number, must: string, remedy: string) => never;

/** A categories column with at most so many integer levels stays categories; more make it a number column. */
const INTEGER_LEVELS = 256;

/** Users or items. */
export class IdColumn {
  readonly #dictionary = new ByteDictionary();
  readonly #indexes = growingUint32();

  get size(): number {
    return this.#dictionary.size;
  }

  append(slice: CellSlice, rows: number, refuse: RefuseCell): void {
    const { bytes, bounds, first, stride } = slice;
    const dictionary = this.#dictionary;
    for (let row = 0; row < rows; ) {
      const indexes = this.#indexes.room(rows - row);
      for (let k = 0; k < indexes.length; k++, row++) {
        const start = bounds[first + row * stride];
        const end = bounds[first + row * stride + 1];
        if (start === end) refuse(row, 'not be empty', 'give every row one');
        indexes[k] = dictionary.indexOf(bytes, start, end);
      }
    }
  }

  finish(encoding: Encoding): { readonly map: IdMap; readonly indexes: Uint32Array } {
    const texts = this.#dictionary.texts(encoding);
    const order = naturalOrder(texts);
    const renumbered = new Uint32Array(order.length);
    for (let index = 0; index < order.length; index++) renumbered[order[index]] = index;
    return { map: new IdMap(Array.from(order, (index) => texts[index])), indexes: this.#indexes.join(renumbered) };
  }
}

/** Ratings or weights. */
export class ValueColumn {
  readonly #values = growingFloat32();
  readonly #scale: { readonly min: number; readonly max: number } | undefined;
  /** Whether cells with a decimal comma, a decimal point, came; a comma followed by anything but three digits settles it. */
  comma = false;
  #point = false;
  #commaSettled = false;
  #firstComma = -1;
  #rows = 0;

  constructor(scale?: { readonly min: number; readonly max: number }) {
    this.#scale = scale;
  }

  append(slice: CellSlice, rows: number, encoding: Encoding, refuse: RefuseCell): void {
    const { bytes, bounds, first, stride } = slice;
    for (let row = 0; row < rows; ) {
      const values = this.#values.room(rows - row);
      for (let k = 0; k < values.length; k++, row++) {
        const start = bounds[first + row * stride];
        const end = bounds[first + row * stride + 1];
        let value = plainNumber(bytes, start, end);
        if (Number.isNaN(value)) value = this.#unusual(decode(bytes, start, end, encoding), row, refuse);
        else if (!this.#point && !Number.isInteger(value)) this.#seePoint(row, refuse);
        if (this.#scale !== undefined && (value < this.#scale.min || value > this.#scale.max)) {
          refuse(row, `lie on the stated scale ${this.#scale.min} to ${this.#scale.max}`, 'correct the cell or the scale');
        }
        values[k] = value;
      }
    }
    this.#rows += rows;
  }

  /** `row` given to `refuse` counts from the start of the file here. */
  finish(refuse: RefuseCell): Float32Array {
    if (this.comma && !this.#commaSettled) {
      refuse(this.#firstComma, 'be unambiguous (the comma may mark thousands or decimals)', 'write a thousand as 1000 and decimals as 1.5');
    }
    return this.#values.join();
  }

  #seePoint(row: number, refuse: RefuseCell): void {
    this.#point = true;
    if (this.comma) refuse(row, 'use one decimal sign', 'lines before use a decimal comma: write all alike');
  }

  #unusual(text: string, row: number, refuse: RefuseCell): number {
    let value = numberIn(text);
    if (value === undefined && /^[+-]?\d*,\d+$/.test(text)) {
      if (this.#point) refuse(row, 'use one decimal sign', 'lines before use a decimal point: write all alike');
      if (!this.comma) this.#firstComma = this.#rows + row;
      this.comma = true;
      if (!/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) this.#commaSettled = true;
      value = numberIn(text.replace(',', '.'));
    } else if (value !== undefined && text.includes('.')) this.#seePoint(row, refuse);
    if (value === undefined || !Number.isFinite(Math.fround(value))) {
      refuse(row, text === '' ? 'not be empty' : 'be a finite number', 'correct the cell, or say with --columns which column is which');
    }
    return value as number;
  }
}

/** Moments; empty cells are unknown. */
export class TimeColumn {
  readonly #values = growingFloat64();
  #largest = 0;
  #smallest = Number.POSITIVE_INFINITY;
  #written = false;
  /** Cells that were empty. */
  empty = 0;

  append(slice: CellSlice, rows: number, encoding: Encoding, refuse: RefuseCell): void {
    const { bytes, bounds, first, stride } = slice;
    for (let row = 0; row < rows; ) {
      const values = this.#values.room(rows - row);
      for (let k = 0; k < values.length; k++, row++) {
        const start = bounds[first + row * stride];
        const end = bounds[first + row * stride + 1];
        if (start === end) {
          this.empty++;
          values[k] = Number.NaN;
          continue;
        }
        let value = plainNumber(bytes, start, end);
        if (Number.isNaN(value) || this.#written) value = this.#unusual(decode(bytes, start, end, encoding), row, refuse);
        else this.#measure(value);
        values[k] = value;
      }
    }
  }

  /** Seconds since 1970-01-01 UTC; `undefined` when every cell was empty. */
  finish(): { readonly seconds: Float64Array | undefined; readonly unit: string; readonly mixed: boolean } {
    const units = unitsPerSecond(this.#largest);
    const unit = this.#written
      ? 'ISO 8601'
      : units === 1
        ? 'seconds'
        : units === 1e3
          ? 'milliseconds'
          : units === 1e6
            ? 'microseconds'
            : 'nanoseconds';
    const mixed = units === 1e3 && this.#smallest > 1e8 && this.#smallest < 1e11;
    const known = this.#values.length - this.empty;
    const seconds = this.#values.join();
    if (units !== 1 && !this.#written) for (let row = 0; row < seconds.length; row++) seconds[row] /= units;
    return { seconds: known === 0 ? undefined : seconds, unit, mixed };
  }

  #measure(value: number): void {
    if (value > this.#largest) this.#largest = value;
    if (value < this.#smallest) this.#smallest = value;
  }

  #unusual(text: string, row: number, refuse: RefuseCell): number {
    const moment = momentIn(text);
    if (moment !== undefined) {
      if (!this.#written && this.#largest > 0) refuse(row, 'be written as in the lines before (as a number)', 'write all times alike');
      this.#written = true;
      return moment;
    }
    const value = this.#written ? undefined : numberIn(text);
    if (value === undefined) {
      refuse(
        row,
        'be a Unix time or an ISO 8601 date or time',
        'correct the cell and write all times alike, or leave the column out with --columns',
      );
    }
    this.#measure(value as number);
    return value as number;
  }
}

/** Anything else. */
export class OtherColumn {
  readonly #dictionary = new ByteDictionary();
  readonly #indexes = growingUint32();

  append(slice: CellSlice, rows: number): void {
    const { bytes, bounds, first, stride } = slice;
    for (let row = 0; row < rows; ) {
      const indexes = this.#indexes.room(rows - row);
      for (let k = 0; k < indexes.length; k++, row++) {
        indexes[k] = this.#dictionary.indexOf(bytes, bounds[first + row * stride], bounds[first + row * stride + 1]);
      }
    }
  }

  /** Numbers where every cell is one and they are not a few integers; else categories in natural order; `undefined` when all cells were empty. */
  finish(encoding: Encoding): ContextColumn | undefined {
    const texts = this.#dictionary.texts(encoding);
    const levels = texts.filter((text) => text !== '');
    if (levels.length === 0) return undefined;
    const numeric = levels.every((text) => numberIn(text) !== undefined);
    if (numeric && (levels.length > INTEGER_LEVELS || !levels.every((text) => /^-?\d+$/.test(text)))) {
      const values = Float64Array.from(texts, (text) => (text === '' ? Number.NaN : Number(text)));
      const indexes = this.#indexes.join();
      const column = new Float64Array(indexes.length);
      for (let row = 0; row < column.length; row++) column[row] = values[indexes[row]];
      return { kind: 'number', values: column };
    }
    const order = naturalOrder(levels);
    const position = new Map(Array.from(order, (level, code) => [levels[level], code]));
    const codes = Uint32Array.from(texts, (text) => position.get(text) ?? levels.length);
    return { kind: 'category', levels: Array.from(order, (level) => levels[level]), codes: this.#indexes.join(codes) };
  }
}
