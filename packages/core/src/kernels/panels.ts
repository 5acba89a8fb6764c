/** The layout that `topN` scans: columns by falling norm, eight at a time side by side. */

/** Columns a panel. */
export const PANEL = 8;

export interface Panels {
  /**
   * Column at position p, coordinate f stands at (⌊p / 8⌋ · factors + f) · 8 + p mod 8; positions past the last column
   * are zeros. [⌈columns / 8⌉ · 8 · factors]
   */
  readonly packed: Float32Array;
  /** Euclidean norm of the column at each position, rounded up, falling; 0 past the last; [⌈columns / 8⌉ · 8]. */
  readonly norms: Float32Array;
  /** Column at each position; [columns]. */
  readonly columnOf: Uint32Array;
  /** Position of each column; [columns]. */
  readonly positionOf: Uint32Array;
}

/** Packs `columns` vectors of length `factors` (rows of y, row-major); ties of norm keep the order of columns. */
export function packPanels(y: Float32Array, columns: number, factors: number): Panels {
  const padded = Math.ceil(columns / PANEL) * PANEL;
  const squares = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    let square = 0;
    for (let f = 0; f < factors; f++) square += y[c * factors + f] * y[c * factors + f];
    squares[c] = square;
  }
  const columnOf = Uint32Array.from({ length: columns }, (_, c) => c).sort((a, b) => squares[b] - squares[a] || a - b);
  const positionOf = new Uint32Array(columns);
  const norms = new Float32Array(padded);
  const packed = new Float32Array(padded * factors);
  for (let p = 0; p < columns; p++) {
    const c = columnOf[p];
    positionOf[c] = p;
    // Above the true norm even after rounding to float32: a bound that prunes must never be too small.
    norms[p] = Math.sqrt(squares[c]) * (1 + 2 ** -22);
    const base = Math.floor(p / PANEL) * factors * PANEL + (p % PANEL);
    for (let f = 0; f < factors; f++) packed[base + f * PANEL] = y[c * factors + f];
  }
  return { packed, norms, columnOf, positionOf };
}
