/** Where rows come from, when a line or a row of a file gives several of them, or none. */

export class Origins {
  /** Runs of sources with one row each, or of one source with several: first row, and its source. */
  readonly #rows: number[] = [];
  readonly #sources: number[] = [];
  #row = 0;
  #source = 0;
  #lastRows = -1;

  /** The next source gives so many rows. */
  push(rows: number): void {
    if (rows !== 1 || this.#lastRows !== 1) {
      this.#rows.push(this.#row);
      this.#sources.push(this.#source);
    }
    this.#lastRows = rows;
    this.#row += rows;
    this.#source++;
  }

  /** Source of the row, both counted from 0. */
  of(row: number): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#rows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    const next = this.#sources[low + 1] ?? this.#source;
    return Math.min(this.#sources[low] + row - this.#rows[low], next - 1);
  }
}
