/** Columns under construction: cells come in as bytes, typed arrays come out. */
import { type ContextColumn, IdMap, type RatingScale } from '@likewise/core';
import type { CellSlice } from '../cells/cell-table.ts';
import { momentIn, numberIn, plainNumber, unitsPerSecond } from '../cells/cell-values.ts';
import { ByteDictionary, inNaturalOrder } from './byte-dictionary.ts';
import { growingFloat32, growingFloat64, growingUint32 } from './growing.ts';

/** Refuses the cell: `row` counts from 0 in the slice; `must` completes "<column> must …". */
export type RefuseCell = (row: number, must: string, remedy: string) => never;

/** A categories column with at most so many integer levels stays categories; more make it a number column. */
const INTEGER_LEVELS = 256;

/** Texts: users, items, nodes, or anything else. */
export class TextColumn {
  readonly #refuseEmpty: RefuseCell | undefined;
  readonly #dictionary: ByteDictionary;
  readonly #indexes = growingUint32();

  /** @param refuseEmpty where a cell must not be empty; columns of one dictionary are numbered alike */
  constructor(refuseEmpty?: RefuseCell, dictionary: ByteDictionary = new ByteDictionary()) {
    this.#refuseEmpty = refuseEmpty;
    this.#dictionary = dictionary;
  }

  append({ bytes, bounds, first, stride }: CellSlice, rows: number): void {
    const dictionary = this.#dictionary;
    const refuseEmpty = this.#refuseEmpty;
    for (let row = 0; row < rows; ) {
      const indexes = this.#indexes.room(rows - row);
      for (let k = 0; k < indexes.length; k++, row++) {
        const start = bounds[first + row * stride];
        const end = bounds[first + row * stride + 1];
        if (start === end && refuseEmpty !== undefined) refuseEmpty(row, 'not be empty', 'give every row one');
        indexes[k] = dictionary.indexOf(bytes, start, end);
      }
    }
  }

  /** Numbered in natural order. */
  ids(): { readonly map: IdMap; readonly indexes: Uint32Array } {
    const { texts, places } = this.#dictionary.inOrder();
    return { map: new IdMap(texts), indexes: this.#indexes.join(places) };
  }

  /** Index of each row's text, by the places given. */
  join(places: Uint32Array): Uint32Array {
    return this.#indexes.join(places);
  }

  /** Numbers where every cell is one and they are not a few integers; else categories in natural order; `undefined` when all cells were empty. */
  context(): ContextColumn | undefined {
    const texts = this.#dictionary.texts();
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
    const ordered = inNaturalOrder(levels);
    const codes = new Map(ordered.map((level, code) => [level, code]));
    const codeOf = Uint32Array.from(texts, (text) => codes.get(text) ?? levels.length);
    return { kind: 'category', levels: ordered, codes: this.#indexes.join(codeOf) };
  }
}

/** Ratings or weights. */
export class ValueColumn {
  readonly #refuse: RefuseCell;
  readonly #scale: RatingScale | undefined;
  readonly #values = growingFloat32();
  /** Whether cells with a decimal comma, a decimal point, came; a comma followed by anything but three digits settles it. */
  comma = false;
  #point = false;
  #commaSettled = false;
  #firstComma = -1;
  #rows = 0;

  constructor(refuse: RefuseCell, scale?: RatingScale) {
    this.#refuse = refuse;
    this.#scale = scale;
  }

  append({ bytes, bounds, first, stride }: CellSlice, rows: number): void {
    for (let row = 0; row < rows; ) {
      const values = this.#values.room(rows - row);
      for (let k = 0; k < values.length; k++, row++) {
        const start = bounds[first + row * stride];
        const end = bounds[first + row * stride + 1];
        let value = plainNumber(bytes, start, end);
        if (Number.isNaN(value)) value = this.#unusual(bytes.toString('utf8', start, end), row);
        else if (!this.#point && !Number.isInteger(value)) this.#seePoint(row);
        if (this.#scale !== undefined && (value < this.#scale.min || value > this.#scale.max)) {
          this.#refuse(row, `lie on the stated scale ${this.#scale.min} to ${this.#scale.max}`, 'correct the cell or the scale');
        }
        values[k] = value;
      }
    }
    this.#rows += rows;
  }

  /** `row` given to `refuse` counts from the start of the file here. */
  finish(): Float32Array {
    if (this.comma && !this.#commaSettled) {
      this.#refuse(
        this.#firstComma,
        'be unambiguous (the comma may mark thousands or decimals)',
        'write a thousand as 1000 and decimals as 1.5',
      );
    }
    return this.#values.join();
  }

  #seePoint(row: number): void {
    this.#point = true;
    if (this.comma) this.#refuse(row, 'use one decimal sign', 'lines before use a decimal comma: write all alike');
  }

  #unusual(text: string, row: number): number {
    let value = numberIn(text);
    if (value === undefined && /^[+-]?\d*,\d+$/.test(text)) {
      if (this.#point) this.#refuse(row, 'use one decimal sign', 'lines before use a decimal point: write all alike');
      if (!this.comma) this.#firstComma = this.#rows + row;
      this.comma = true;
      if (!/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) this.#commaSettled = true;
      value = numberIn(text.replace(',', '.'));
    } else if (value !== undefined && text.includes('.')) this.#seePoint(row);
    if (value === undefined || !Number.isFinite(Math.fround(value))) {
      this.#refuse(
        row,
        text === '' ? 'not be empty' : 'be a finite number',
        'correct the cell, or say with --columns which column is which',
      );
    }
    return value as number;
  }
}

/** Moments; empty cells are unknown. */
export class TimeColumn {
  readonly #refuse: RefuseCell;
  readonly #values = growingFloat64();
  #largest = 0;
  #smallest = Number.POSITIVE_INFINITY;
  #written = false;
  /** Cells that were empty. */
  empty = 0;

  constructor(refuse: RefuseCell) {
    this.#refuse = refuse;
  }

  append({ bytes, bounds, first, stride }: CellSlice, rows: number): void {
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
        if (Number.isNaN(value) || this.#written) value = this.#unusual(bytes.toString('utf8', start, end), row);
        else this.#measure(value);
        values[k] = value;
      }
    }
  }

  /** Seconds since 1970-01-01 UTC; `undefined` when every cell was empty. */
  finish(): { readonly seconds: Float64Array | undefined; readonly unit: string; readonly mixed: boolean } {
    const units = unitsPerSecond(this.#largest);
    const unit = this.#written ? 'ISO 8601' : { 1: 'seconds', 1e3: 'milliseconds', 1e6: 'microseconds', 1e9: 'nanoseconds' }[units];
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

  #unusual(text: string, row: number): number {
    const moment = momentIn(text);
    if (moment !== undefined) {
      if (!this.#written && this.#largest > 0)
        this.#refuse(row, 'be written as in the lines before (as a number)', 'write all times alike');
      this.#written = true;
      return moment;
    }
    const value = this.#written ? undefined : numberIn(text);
    if (value === undefined) {
      const remedy = 'correct the cell and write all times alike, or leave the column out with --columns';
      return this.#refuse(row, 'be a Unix time or an ISO 8601 date or time', remedy);
    }
    this.#measure(value);
    return value;
  }
}
