/** From values to what similarities compare: each similarity is a change of values, a measure, and a fact about each row. */
import { meanOf } from '../../data/rating-scale.ts';
import { type Measure, measures } from '../../kernels/similarity.ts';
import { portableLog } from '../../math/portable.ts';
import { columnCounts, columnMeans, filledRows, rowIndexes, rowValues, type SparseRows } from '../../matrix/sparse.ts';
import type { NeighborSettings, ResolvedSimilarity } from './settings.ts';

/** One row that similarities compare. */
interface ComparedRow {
  readonly values: Float32Array;
  readonly fact: number;
}

export interface Comparison {
  readonly measure: Measure;
  /** Whether the measure looks at values, or only at where they stand. */
  readonly readsValues: boolean;
  /** A row's values as they are compared. `rowBias`: the row's bias of the baseline. */
  compared(indexes: Uint32Array, values: Float32Array, rowBias: number): ComparedRow;
}

export interface ComparisonData {
  /** [rows × columns], values as given. */
  readonly matrix: SparseRows;
  /** Entries are all 1. */
  readonly isPattern: boolean;
  /** μ of ratings. */
  readonly meanRating: number;
  /** Biases of columns, for pearson-baseline. */
  readonly columnBias: Float64Array | undefined;
}

export function comparisonOf(
  { name, norms, shrinkage }: ResolvedSimilarity,
  { k1, b, minOverlap }: NeighborSettings,
  { matrix, isPattern, meanRating, columnBias }: ComparisonData,
): Comparison {
  const asked = measureOf(name, norms, isPattern);
  // Without a question about overlap its count need not be kept: a quarter of the memory traffic.
  const measure = asked === measures.cosine && minOverlap === 1 && shrinkage === 0 ? measures.dot : asked;
  const meansOfColumns = name === 'adjusted-cosine' ? columnMeans(matrix) : undefined;
  const rarity = name === 'tf-idf' || name === 'bm25' ? rarityOf(matrix) : undefined;
  const meanLength = matrix.indexes.length / Math.max(1, filledRows(matrix).length);
  // Whole numbers as shifts: sums of ratings stay whole, so that "does not vary" is exact.
  const midpoint = Math.round(meanRating);

  const readsValues = measure !== measures.count && measure !== measures.jaccard;
  return { measure, readsValues, compared };

  function compared(indexes: Uint32Array, values: Float32Array, rowBias: number): ComparedRow {
    if (!readsValues) return { values, fact: factOf(values) };
    const changed = values.slice();
    const rowMean = values.length === 0 ? 0 : meanOf(values);
    const saturation = k1 * (1 - b + (b * values.length) / meanLength);
    for (let e = 0; e < values.length; e++) {
      const value = values[e];
      const column = indexes[e];
      if (name === 'centered-cosine') changed[e] = deviation(value, rowMean);
      else if (name === 'adjusted-cosine') changed[e] = deviation(value, meansOfColumns![column]);
      else if (name === 'pearson') changed[e] = value - Math.round(rowMean);
      else if (name === 'msd') changed[e] = value - midpoint;
      else if (name === 'pearson-baseline') changed[e] = deviation(value, meanRating + rowBias + columnBias![column]);
      else if (name === 'tf-idf') changed[e] = value * rarity![column];
      else if (name === 'bm25') changed[e] = (rarity![column] * value * (k1 + 1)) / (value + saturation || 1);
    }
    return { values: changed, fact: factOf(changed) };
  }

  function factOf(values: Float32Array): number {
    if (measure === measures.jaccard) return values.length;
    if (name === 'bm25') return 1;
    let squares = 0;
    if (measure === measures.count) squares = values.length;
    else for (const value of values) squares += value * value;
    return squares > 0 ? 1 / Math.sqrt(squares) : 0;
  }
}

function measureOf(name: ResolvedSimilarity['name'], norms: 'common' | 'all', isPattern: boolean): Measure {
  if (name === 'jaccard') return measures.jaccard;
  if (name === 'pearson') return measures.pearson;
  if (name === 'msd') return measures.differences;
  if (norms === 'common') return measures.commonCosine;
  return name === 'cosine' && isPattern ? measures.count : measures.cosine;
}

/** 0 where rounding alone makes them differ: a row that does not vary has no direction. */
function deviation(value: number, from: number): number {
  const difference = value - from;
  return Math.abs(difference) > 1e-6 * Math.max(1, Math.abs(from)) ? difference : 0;
}

/** ln(rows ÷ rows that have the column), rows and columns without entries not counted. */
function rarityOf(matrix: SparseRows): Float64Array {
  const rows = filledRows(matrix).length;
  return Float64Array.from(columnCounts(matrix), (count) => (count === 0 ? 0 : portableLog(rows / count)));
}

/** All rows as they are compared, with their facts. */
export function comparedMatrix(
  { compared, readsValues }: Comparison,
  matrix: SparseRows,
  rowBias: Float64Array | undefined,
): { readonly matrix: SparseRows; readonly facts: Float32Array } {
  const { rows, pointers, values } = matrix;
  const changed = readsValues ? new Float32Array(values.length) : values;
  const facts = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const one = compared(rowIndexes(matrix, row), rowValues(matrix, row), rowBias?.[row] ?? 0);
    if (readsValues) changed.set(one.values, pointers[row]);
    facts[row] = one.fact;
  }
  return { matrix: { ...matrix, values: changed }, facts };
}
