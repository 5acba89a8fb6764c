/** Columns of texts under construction: cells come in as bytes, typed arrays come out. */
import { type ContextColumn, IdMap } from '@likewise/core';
import type { CellSlice } from '../cells/cell-table.ts';
import { numberIn } from '../cells/cell-values.ts';
import { ByteDictionary, inNaturalOrder } from './byte-dictionary.ts';
import { growingUint32 } from './growing.ts';

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
        if (start === end && refuseEmpty !== undefined)
          refuseEmpty(row, 'not be empty', 'give every row one, or leave such rows out with --skip-empty-ids');
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
