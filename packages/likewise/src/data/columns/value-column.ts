/** A column of ratings or weights under construction. */
import type { RatingScale } from '@likewise/core';
import type { CellSlice } from '../cells/cell-table.ts';
import { numberIn, plainNumber } from '../cells/cell-values.ts';
import type { RefuseCell } from './columns.ts';
import { growingFloat32 } from './growing.ts';

/** Cells that hold no value: numbers, and texts as they stand in the cell ("" for an empty one). */
export interface Missing {
  readonly numbers: ReadonlySet<number>;
  readonly texts: ReadonlySet<string>;
}
const nothingMissing: Missing = { numbers: new Set(), texts: new Set() };

const truths: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['yes', 1],
  ['false', 0],
  ['no', 0],
]);

/** Ratings or weights; true and false are 1 and 0. NaN where the value is missing. */
export class ValueColumn {
  readonly #refuse: RefuseCell;
  readonly #scale: RatingScale | undefined;
  readonly #missing: Missing;
  readonly #values = growingFloat32();
  /** Whether cells with a decimal comma, a decimal point, came; a comma followed by anything but three digits settles it. */
  comma = false;
  #point = false;
  #commaSettled = false;
  #firstComma = -1;
  #rows = 0;
  /** Row of the first cell that says true or false. */
  #firstTruth = -1;

  constructor(
    refuse: RefuseCell,
    { scale, missing = nothingMissing }: { readonly scale?: RatingScale | undefined; readonly missing?: Missing | undefined } = {},
  ) {
    this.#refuse = refuse;
    this.#scale = scale;
    this.#missing = missing;
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
        if (
          this.#scale !== undefined &&
          (value < this.#scale.min || value > this.#scale.max) &&
          !this.#missing.numbers.has(Math.fround(value))
        ) {
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
    const values = this.#values.join();
    const { numbers } = this.#missing;
    if (numbers.size > 0) for (let row = 0; row < values.length; row++) if (numbers.has(values[row])) values[row] = Number.NaN;
    const odd = this.#firstTruth < 0 ? -1 : values.findIndex((value) => value !== 0 && value !== 1 && !Number.isNaN(value));
    if (odd >= 0) this.#refuse(odd, 'be true or false as other cells are', 'write all alike, as words or as numbers');
    return values;
  }

  #seePoint(row: number): void {
    this.#point = true;
    if (this.comma) this.#refuse(row, 'use one decimal sign', 'lines before use a decimal comma: write all alike');
  }

  #unusual(text: string, row: number): number {
    if (this.#missing.texts.has(text)) return Number.NaN;
    const truth = truths.get(text.toLowerCase());
    if (truth !== undefined && this.#firstTruth < 0) this.#firstTruth = this.#rows + row;
    let value = truth ?? numberIn(text);
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
        text === '' ? 'fill it in, or leave such rows out with --missing empty' : remedyOf(text),
      );
    }
    return value as number;
  }
}

/** A short word in place of a number may mean that there is none. */
const remedyOf = (text: string): string =>
  /^[^,\s]{1,12}$/.test(text)
    ? `correct the cell, leave such rows out with --missing ${text}, or say with --columns which column is which`
    : 'correct the cell, or say with --columns which column is which';
