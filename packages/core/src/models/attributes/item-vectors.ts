/** Attributes and texts of items → one vector an item, as sparse rows; words and levels are weighed by tf-idf or BM25. */
import type { Features } from '../../data/features.ts';
import { IdMap, positionsIn } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import type { StopSignal } from '../../kernels/kernels.ts';
import { portableLog } from '../../math/portable.ts';
import { rowIndexes, rowsInOrder, rowValues, type SparseRows, sideBySide, withoutZeros } from '../../matrix/sparse.ts';
import { detectedLanguage, type Language, languageRules } from '../text/languages.ts';
import { countTerms, type DocumentBounds, termsBy, wordsOf } from '../text/terms.ts';
import type { Field } from './fields.ts';

interface WeighingOptions {
  readonly weighting: 'tf-idf' | 'bm25' | 'count';
  readonly idf: 'smooth' | 'plain';
  readonly sublinear: boolean;
  readonly k1: number;
  readonly b: number;
}
interface VectorOptions extends WeighingOptions, DocumentBounds {
  readonly language: 'auto' | 'none' | Language;
  readonly stopWords: boolean;
  readonly ngrams: number;
}

interface ItemVectors {
  /** Names of the features, such as "genre=Crime" or "description: detect". */
  readonly features: IdMap;
  /** Length 1 where every field is known, less where some are not, empty where none is; [items × features]. */
  readonly vectors: SparseRows;
  /** Of each text. */
  readonly languages: Readonly<Record<string, Language | 'none'>>;
}

interface Block {
  readonly names: readonly string[];
  readonly rows: SparseRows;
}

/**
 * @param owner whom errors name
 * @throws LikewiseError `invalid-value` for a value of the matrix that is not finite, `too-large` with an estimate
 */
export function itemVectors(
  owner: string,
  items: IdMap,
  features: Features,
  fields: readonly Field[],
  options: VectorOptions,
  signal?: StopSignal,
): ItemVectors {
  const rowOf = positionsIn(features.ids, items.ids);
  const languages: Record<string, Language | 'none'> = {};
  const numbers = fields.filter(({ kind }) => kind === 'number').length;
  const counted = (field: Field, bounds: DocumentBounds, termsOf: (item: number) => readonly string[]): Block => {
    const { terms, counts, documents } = countTerms(owner, field.name, rowOf.length, termsOf, bounds, signal);
    return { names: terms, rows: weighed(counts, documents, options) };
  };
  const blockOf = (field: Field): Block => {
    if (field.kind === 'text') {
      const texts = features.texts?.get(field.name) as readonly string[];
      const language = options.language === 'auto' ? (detectedLanguage(wordsOfEach(texts)) ?? 'none') : options.language;
      languages[field.name] = language;
      const rules = language === 'none' ? undefined : languageRules[language];
      const toTerms = termsBy({ language: rules, dropStopWords: options.stopWords, ngrams: options.ngrams });
      const { names, rows } = counted(field, options, (item) => (rowOf[item] < 0 ? [] : toTerms(wordsOf(texts[rowOf[item]]))));
      return { names: names.map((term) => `${field.name}: ${term}`), rows };
    }
    const names = field.columns.map((column) => features.names[column]);
    const rows = columnsOf(owner, field, items, features);
    if (field.kind === 'levels') {
      const levelsOf = (item: number): string[] =>
        Array.from(
          rowIndexes(rows, item).filter((_, k) => rowValues(rows, item)[k] > 0),
          (level) => names[level],
        );
      return counted(field, { ...options, maxFeatures: undefined }, levelsOf);
    }
    // Numbers are spread around 0 by 1: √K is the length of K of them in the middle.
    return { names, rows: field.kind === 'vector' ? unitRows(rows) : { ...rows, values: rows.values.map((x) => x / Math.sqrt(numbers)) } };
  };
  const length = fullLength(fields);
  const blocks = fields.map((field) => {
    signal?.throwIfAborted();
    const { names, rows } = blockOf(field);
    return { names, rows: { ...rows, values: rows.values.map((value) => (field.weight * value) / length) } };
  });
  const vectors = sideBySide(
    items.size,
    blocks.map(({ rows }) => rows),
  );
  return { features: new IdMap(blocks.flatMap(({ names }) => names)), vectors, languages };
}

function* wordsOfEach(texts: readonly string[]): Generator<string[]> {
  for (const text of texts) yield wordsOf(text);
}

/** Numbers together are one field of the mean of their squared weights. */
export function fullLength(fields: readonly Field[]): number {
  const sumOfSquares = (some: readonly Field[]): number => some.reduce((sum, { weight }) => sum + weight ** 2, 0);
  const numbers = fields.filter(({ kind }) => kind === 'number');
  const others = fields.filter(({ kind }) => kind !== 'number');
  return Math.sqrt(sumOfSquares(others) + sumOfSquares(numbers) / Math.max(1, numbers.length));
}

/** The columns of one field for each item, zeros left out. @throws LikewiseError `invalid-value` */
function columnsOf(owner: string, { columns }: Field, items: IdMap, { ids, names, matrix }: Features): SparseRows {
  const place = new Int32Array(matrix.columns).fill(-1);
  columns.forEach((column, at) => {
    place[column] = at;
  });
  const rows = withoutZeros(rowsInOrder(matrix, positionsIn(ids, items.ids), place, columns.length));
  const wrong = rows.values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return rows;
  const id = items.ids[rows.pointers.findIndex((end) => end > wrong) - 1];
  const field = names[columns[rows.indexes[wrong]]];
  throw new LikewiseError('invalid-value', `${owner}: ${field} of ${id} must be a finite number; got ${rows.values[wrong]}.`, {
    id,
    field,
  });
}

function unitRows(matrix: SparseRows): SparseRows {
  const { rows, pointers } = matrix;
  const values = new Float32Array(matrix.values.length);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let e = pointers[row]; e < pointers[row + 1]; e++) squares += matrix.values[e] ** 2;
    for (let e = pointers[row]; e < pointers[row + 1]; e++) values[e] = matrix.values[e] / Math.sqrt(squares);
  }
  return { ...matrix, values };
}

/**
 * Each row times its weights, then over its length: Σ x² = 1, or no entry.
 * @param counts occurrences, > 0
 * @param documents N: items that have the field
 */
function weighed({ rows, columns, pointers, indexes, values: counts }: SparseRows, documents: number, o: WeighingOptions): SparseRows {
  const df = new Uint32Array(columns);
  for (const column of indexes) df[column]++;
  const idf = Float64Array.from(df, (items) => inverseFrequency(items, documents, o));
  const lengths = new Float64Array(rows);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) lengths[row] += counts[e];
    total += lengths[row];
  }
  const meanLength = total / Math.max(1, documents);
  const values = new Float32Array(indexes.length);
  for (let row = 0; row < rows; row++) {
    const saturation = o.k1 * (1 - o.b + (o.b * lengths[row]) / meanLength);
    const weights = new Float64Array(pointers[row + 1] - pointers[row]);
    let squares = 0;
    weights.forEach((_, k) => {
      const e = pointers[row] + k;
      weights[k] = idf[indexes[e]] * termFrequency(counts[e], saturation, o);
      squares += weights[k] ** 2;
    });
    weights.forEach((weight, k) => {
      values[pointers[row] + k] = weight / Math.sqrt(squares);
    });
  }
  return { rows, columns, pointers, indexes, values };
}

/** Smooth: as if one more item had every term. */
function inverseFrequency(df: number, documents: number, { weighting, idf }: WeighingOptions): number {
  if (weighting === 'count') return 1;
  if (weighting === 'bm25') return portableLog(1 + (documents - df + 0.5) / (df + 0.5));
  return (idf === 'smooth' ? portableLog((1 + documents) / (1 + df)) : portableLog(documents / df)) + 1;
}

function termFrequency(count: number, saturation: number, { weighting, sublinear, k1 }: WeighingOptions): number {
  if (weighting === 'bm25') return (count * (k1 + 1)) / (count + saturation);
  return sublinear ? 1 + portableLog(count) : count;
}
