/** Attributes and texts of items → one vector an item, as sparse rows. */
import type { Features } from '../../data/features.ts';
import { IdMap, positionsIn } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import type { StopSignal } from '../../kernels/kernels.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { detectedLanguage, type Language, languageRules } from '../text/languages.ts';
import { countTerms, type DocumentBounds } from '../text/term-counts.ts';
import { termsBy, wordsOf } from '../text/words.ts';
import type { Field } from './fields.ts';
import { type WeighingOptions, weighed } from './weigh.ts';

export interface VectorOptions extends WeighingOptions, DocumentBounds {
  readonly language: 'auto' | 'none' | Language;
  readonly stopWords: boolean;
  readonly ngrams: number;
  /** Whom errors name. @default 'content' */
  readonly owner?: string | undefined;
}

export interface ItemVectors {
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
  readonly weight: number;
}

/** @throws LikewiseError `invalid-value` for a value of the matrix that is not finite, `too-large` with an estimate */
export function itemVectors(
  items: IdMap,
  features: Features,
  fields: readonly Field[],
  options: VectorOptions,
  signal?: StopSignal,
): ItemVectors {
  const rowOf = positionsIn(features.ids, items.ids);
  const languages: Record<string, Language | 'none'> = {};
  const blocks: Block[] = [];
  const numbers = fields.filter(({ kind }) => kind === 'number');
  for (const field of fields) {
    signal?.throwIfAborted();
    if (field.kind === 'text') {
      const texts = features.texts?.get(field.name) as readonly string[];
      const language = languageOf(texts, options.language);
      languages[field.name] = language;
      blocks.push(textBlock(field, rowOf, texts, language, options, signal));
    } else if (field.kind === 'levels') blocks.push(levelBlock(field, rowOf, features, options));
    else {
      // Numbers are spread around 0 by 1: √K is the length of K of them in the middle.
      const rows = columnsOf(field, rowOf, features, options.owner);
      const scaled = field.kind === 'vector' ? unitRows(rows) : { ...rows, values: rows.values.map((x) => x / Math.sqrt(numbers.length)) };
      blocks.push({ names: field.columns.map((column) => features.names[column]), rows: scaled, weight: field.weight });
    }
  }
  return { ...joined(items.size, blocks, fullLength(fields)), languages };
}

/** Numbers together are one field of the mean of their squared weights. */
export function fullLength(fields: readonly Field[]): number {
  let ofNumbers = 0;
  let numbers = 0;
  let squares = 0;
  for (const { kind, weight } of fields) {
    if (kind === 'number') {
      ofNumbers += weight ** 2;
      numbers++;
    } else squares += weight ** 2;
  }
  return Math.sqrt(squares + (numbers === 0 ? 0 : ofNumbers / numbers));
}

function languageOf(texts: readonly string[], wanted: VectorOptions['language']): Language | 'none' {
  if (wanted !== 'auto') return wanted;
  return (
    detectedLanguage(
      (function* () {
        for (const text of texts) yield wordsOf(text);
      })(),
    ) ?? 'none'
  );
}

function textBlock(
  field: Field,
  rowOf: Int32Array,
  texts: readonly string[],
  language: Language | 'none',
  options: VectorOptions,
  signal?: StopSignal,
): Block {
  const rules = language === 'none' ? undefined : languageRules[language];
  const toTerms = termsBy({ language: rules, dropStopWords: options.stopWords, ngrams: options.ngrams });
  const termsOf = (item: number): readonly string[] => (rowOf[item] < 0 ? [] : toTerms(wordsOf(texts[rowOf[item]])));
  const { terms, counts, documents } = countTerms(field.name, rowOf.length, termsOf, options, signal);
  return {
    names: terms.map((term) => `${field.name}: ${term}`),
    rows: weighed(counts, documents, options),
    weight: field.weight,
  };
}

function levelBlock(field: Field, rowOf: Int32Array, features: Features, options: VectorOptions): Block {
  const levels = columnsOf(field, rowOf, features, options.owner);
  const names = field.columns.map((column) => features.names[column]);
  const termsOf = (item: number): string[] => {
    const own: string[] = [];
    for (let e = levels.pointers[item]; e < levels.pointers[item + 1]; e++) if (levels.values[e] > 0) own.push(names[levels.indexes[e]]);
    return own;
  };
  const { terms, counts, documents } = countTerms(field.name, rowOf.length, termsOf, { ...options, maxFeatures: undefined });
  return { names: terms, rows: weighed(counts, documents, options), weight: field.weight };
}

/** The columns of one field for each item, zeros left out. @throws LikewiseError `invalid-value` */
function columnsOf({ columns }: Field, rowOf: Int32Array, { ids, names, matrix }: Features, owner = 'content'): SparseRows {
  const place = new Int32Array(matrix.columns).fill(-1);
  columns.forEach((column, at) => {
    place[column] = at;
  });
  const pointers = new Uint32Array(rowOf.length + 1);
  const indexes: number[] = [];
  const values: number[] = [];
  rowOf.forEach((row, item) => {
    for (let e = row < 0 ? 0 : matrix.pointers[row], end = row < 0 ? 0 : matrix.pointers[row + 1]; e < end; e++) {
      const at = place[matrix.indexes[e]];
      if (at < 0 || matrix.values[e] === 0) continue;
      if (!Number.isFinite(matrix.values[e])) {
        const name = names[matrix.indexes[e]];
        throw new LikewiseError('invalid-value', `${owner}: ${name} of ${ids.ids[row]} must be a finite number; got ${matrix.values[e]}.`, {
          id: ids.ids[row],
          field: name,
        });
      }
      indexes.push(at);
      values.push(matrix.values[e]);
    }
    pointers[item + 1] = indexes.length;
  });
  return { rows: rowOf.length, columns: columns.length, pointers, indexes: Uint32Array.from(indexes), values: Float32Array.from(values) };
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

/** Blocks side by side, each times its weight, over the length of an item that has them all. */
function joined(items: number, blocks: readonly Block[], length: number): { readonly features: IdMap; readonly vectors: SparseRows } {
  const entries = blocks.reduce((sum, { rows }) => sum + rows.indexes.length, 0);
  const pointers = new Uint32Array(items + 1);
  const indexes: Uint32Array = new Uint32Array(entries);
  const values = new Float32Array(entries);
  const offsets: number[] = [];
  let columns = 0;
  for (const { names } of blocks) {
    offsets.push(columns);
    columns += names.length;
  }
  let size = 0;
  for (let item = 0; item < items; item++) {
    blocks.forEach(({ rows, weight }, k) => {
      for (let e = rows.pointers[item]; e < rows.pointers[item + 1]; e++) {
        indexes[size] = offsets[k] + rows.indexes[e];
        values[size++] = (weight * rows.values[e]) / length;
      }
    });
    pointers[item + 1] = size;
  }
  const names: string[] = [];
  for (const block of blocks) for (const name of block.names) names.push(name);
  return { features: new IdMap(names), vectors: { rows: items, columns, pointers, indexes, values } };
}
