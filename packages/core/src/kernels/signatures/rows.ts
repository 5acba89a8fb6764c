/** What the arguments of many kernels begin with. */

/** Sparse rows (CSR) over columns: entries e of row r stand at pointers[r] … pointers[r + 1] − 1, indexes_e is the column. */
export type Pattern = [pointers: Uint32Array, indexes: Uint32Array];
export type Entries = [...pattern: Pattern, values: Float32Array];

/** Entries, the vectors x_r of their rows, and the vectors of their columns; y_e is that of the column of e. */
export type RowsAgainst = [...entries: Entries, x: Float32Array, y: Float32Array];

/** Steps on what is there and, for each of it, on `negatives` others drawn among `choices` [choiceCount]. */
export type DrawnSteps = [choices: Uint32Array, choiceCount: number, negatives: number, learningRate: number, regularization: number];

/** Lists of the `n` best columns, best first, ties by lower column, unused slots −1 and −Infinity; both [rows of the run × n]. */
export type BestColumns = [n: number, bestColumns: Int32Array, bestScores: Float32Array];
