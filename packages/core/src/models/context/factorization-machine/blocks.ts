/**
 * Interactions as a factorization machine sees them: each is one row of the user's block, one of the item's and one of each context
 * column's. What describes a user stands once, however many interactions they have.
 *
 * Source: Rendle: Scaling Factorization Machines to Relational Data, VLDB 2013, doi:10.14778/2535573.2535581.
 */
import type { Features } from '../../../data/features.ts';
import type { IdMap } from '../../../data/id-map.ts';
import type { ContextColumn } from '../../../data/interaction-columns.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { type SparsePattern, type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { unknownName } from '../../../options.ts';
import { DAY, withDay } from './day.ts';

/** Features alike, with one prior of their own. */
export interface FeatureGroup {
  readonly name: string;
  /** Features of the block: begin … end − 1. */
  readonly begin: number;
  readonly end: number;
  /** No block row has two of them: they can be drawn side by side. */
  readonly disjoint: boolean;
}

export interface Block {
  readonly name: string;
  /** [block rows × features]. */
  readonly matrix: SparseRows;
  readonly groups: readonly FeatureGroup[];
  /** Block row of each interaction; [interactions]. */
  readonly rowOf: Uint32Array;
}

export interface BlockSettings {
  readonly context: string;
  readonly day: boolean;
  readonly userAttributes: boolean;
  readonly itemAttributes: boolean;
  readonly userBag: boolean;
  readonly itemBag: boolean;
}

/** Groups at the start of the user's and item's block, in this order where they exist. */
export const ID_GROUP = 'id';
export const BAG_GROUP = 'bag';

/** A context column as the model keeps it: row r of its block is level r, the number of a `number` column has one row a distinct value. */
export interface ContextShape {
  readonly name: string;
  readonly kind: 'category' | 'number';
  /** Of a category. */
  readonly levels: readonly string[];
  /** Of a number: subtracted, then divided by. */
  readonly mean: number;
  readonly deviation: number;
}

/** The user's block, the item's, then one for each context column in use. */
export function blocksOf(train: Interactions, settings: BlockSettings): { blocks: readonly Block[]; contexts: readonly ContextShape[] } {
  const { userItems, itemUsers, users, items } = train;
  const userOf = new Uint32Array(train.size);
  for (let user = 0; user < users.size; user++) userOf.fill(user, userItems.pointers[user], userItems.pointers[user + 1]);
  const userParts = [
    identity(users.size),
    ...(settings.userBag ? [bagOf(userItems)] : []),
    ...(settings.userAttributes ? featureParts(train.userFeatures, users) : []),
  ];
  const itemParts = [
    identity(items.size),
    ...(settings.itemBag ? [bagOf(itemUsers)] : []),
    ...(settings.itemAttributes ? featureParts(train.itemFeatures, items) : []),
  ];
  const context = settings.day ? withDay(train) : train.context;
  const columns = contextColumns(context, settings).map(([name, column]) => contextBlock(name, column));
  return {
    blocks: [joined('user', userParts, userOf), joined('item', itemParts, userItems.indexes), ...columns.map(({ block }) => block)],
    contexts: columns.map(({ shape }) => shape),
  };
}

interface Part {
  readonly name: string;
  readonly matrix: SparseRows;
  readonly disjoint: boolean;
}

function identity(size: number): Part {
  const indexes = Uint32Array.from({ length: size }, (_, row) => row);
  const pointers = Uint32Array.from({ length: size + 1 }, (_, row) => row);
  return {
    name: ID_GROUP,
    disjoint: true,
    matrix: { rows: size, columns: size, pointers, indexes, values: new Float32Array(size).fill(1) },
  };
}

/** Every item of a user (or user of an item), each 1/√(how many): SVD++ and its mirror. */
function bagOf({ rows, columns, pointers, indexes }: SparsePattern): Part {
  const values = new Float32Array(indexes.length);
  for (let row = 0; row < rows; row++) values.fill(1 / Math.sqrt(pointers[row + 1] - pointers[row]), pointers[row], pointers[row + 1]);
  return { name: BAG_GROUP, disjoint: false, matrix: { rows, columns, pointers, indexes, values } };
}

/** One group for each attribute ("genre=Comedy" is of genre, "year" of year), in the order of the columns. */
function featureParts(features: Features | undefined, ids: IdMap): readonly Part[] {
  if (features === undefined || features.names.length === 0) return [];
  const matrix = alignedTo(features, ids);
  const attribute = (name: string): string => (name.includes('=') ? name.slice(0, name.indexOf('=')) : name);
  const parts: Part[] = [];
  for (let begin = 0; begin < features.names.length; ) {
    let end = begin + 1;
    while (end < features.names.length && attribute(features.names[end]) === attribute(features.names[begin])) end++;
    const part = columnsOf(matrix, begin, end);
    parts.push({ name: attribute(features.names[begin]), matrix: part, disjoint: longestRow(part) <= 1 });
    begin = end;
  }
  return parts;
}

/**
 * One row an id. Several levels of one attribute (genres) weigh together what one does: each 1/√(how many).
 */
function alignedTo({ ids: described, names, matrix }: Features, ids: IdMap): SparseRows {
  const pointers = new Uint32Array(ids.size + 1);
  const indexes: number[] = [];
  const values: number[] = [];
  ids.ids.forEach((id, row) => {
    const from = described.indexOf(id);
    if (from !== undefined) {
      const scaled = scaledRow(matrix, from, names);
      for (let k = 0; k < scaled.indexes.length; k++) {
        indexes.push(scaled.indexes[k]);
        values.push(scaled.values[k]);
      }
    }
    pointers[row + 1] = indexes.length;
  });
  return { rows: ids.size, columns: names.length, pointers, indexes: Uint32Array.from(indexes), values: Float32Array.from(values) };
}

/** A row of features as the machine weighs it. */
export function scaledRow(matrix: SparseRows, row: number, names: readonly string[]): { indexes: Uint32Array; values: Float32Array } {
  const indexes = matrix.indexes.slice(matrix.pointers[row], matrix.pointers[row + 1]);
  const values = matrix.values.slice(matrix.pointers[row], matrix.pointers[row + 1]);
  const counts = new Map<string, number>();
  const levelOf = (index: number): string | undefined =>
    names[index].includes('=') ? names[index].slice(0, names[index].indexOf('=')) : undefined;
  for (const index of indexes) {
    const attribute = levelOf(index);
    if (attribute !== undefined) counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
  }
  indexes.forEach((index, k) => {
    const attribute = levelOf(index);
    if (attribute !== undefined) values[k] /= Math.sqrt(counts.get(attribute) as number);
  });
  return { indexes, values };
}

function columnsOf({ rows, pointers, indexes, values }: SparseRows, begin: number, end: number): SparseRows {
  const kept: number[] = [];
  const ends = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) if (indexes[e] >= begin && indexes[e] < end) kept.push(e);
    ends[row + 1] = kept.length;
  }
  return {
    rows,
    columns: end - begin,
    pointers: ends,
    indexes: Uint32Array.from(kept, (e) => indexes[e] - begin),
    values: Float32Array.from(kept, (e) => values[e]),
  };
}

const longestRow = ({ rows, pointers }: SparsePattern): number => {
  let longest = 0;
  for (let row = 0; row < rows; row++) longest = Math.max(longest, pointers[row + 1] - pointers[row]);
  return longest;
};

/** The parts side by side. */
function joined(name: string, parts: readonly Part[], rowOf: Uint32Array): Block {
  const { rows } = parts[0].matrix;
  const pointers = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++)
    pointers[row + 1] = pointers[row] + parts.reduce((sum, { matrix }) => sum + matrix.pointers[row + 1] - matrix.pointers[row], 0);
  const indexes = new Uint32Array(pointers[rows]);
  const values = new Float32Array(pointers[rows]);
  const next = pointers.slice();
  const groups: FeatureGroup[] = [];
  let begin = 0;
  for (const { name: group, matrix, disjoint } of parts) {
    for (let row = 0; row < rows; row++) {
      for (let e = matrix.pointers[row]; e < matrix.pointers[row + 1]; e++) {
        indexes[next[row]] = begin + matrix.indexes[e];
        values[next[row]++] = matrix.values[e];
      }
    }
    groups.push({ name: group, begin, end: begin + matrix.columns, disjoint });
    begin += matrix.columns;
  }
  return { name, groups, rowOf, matrix: { rows, columns: begin, pointers, indexes, values } };
}

/** Columns in use, by the options. @throws LikewiseError `unknown-context` */
function contextColumns(
  context: ReadonlyMap<string, ContextColumn>,
  { context: option, day }: BlockSettings,
): readonly (readonly [string, ContextColumn])[] {
  if (option === 'all') return [...context];
  const named = option === 'none' ? [] : option.split(/[+,]/).map((name) => name.trim());
  return [...new Set([...named, ...(day ? [DAY] : [])])].map((name) => {
    const column = context.get(name);
    if (column === undefined)
      throw unknownName('unknown-context', `factorizationMachine: the data has no context column "${name}"`, name, [...context.keys()]);
    return [name, column];
  });
}

/** An empty cell is a row without a feature: it says nothing. */
function contextBlock(name: string, column: ContextColumn): { readonly block: Block; readonly shape: ContextShape } {
  if (column.kind === 'category') {
    const size = column.levels.length;
    const part = identity(size);
    const pointers = new Uint32Array(size + 2);
    pointers.set(part.matrix.pointers);
    pointers[size + 1] = size;
    const matrix = { ...part.matrix, rows: size + 1, pointers };
    return {
      block: { name, matrix, groups: [{ name, begin: 0, end: size, disjoint: true }], rowOf: column.codes },
      shape: { name, kind: 'category', levels: column.levels, mean: 0, deviation: 1 },
    };
  }
  const known = column.values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length)) || 1;
  if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
    throw new LikewiseError('invalid-value', `factorizationMachine: context column ${name} must hold finite numbers.`, { column: name });
  }
  const distinct = [...new Set(known)].sort((a, b) => a - b);
  const rowOfValue = new Map(distinct.map((value, row) => [value, row]));
  const size = distinct.length;
  const pointers = Uint32Array.from({ length: size + 2 }, (_, row) => Math.min(row, size));
  const matrix: SparseRows = {
    rows: size + 1,
    columns: 1,
    pointers,
    indexes: new Uint32Array(size),
    values: Float32Array.from(distinct, (value) => (value - mean) / deviation),
  };
  return {
    block: {
      name,
      matrix,
      groups: [{ name, begin: 0, end: 1, disjoint: true }],
      rowOf: Uint32Array.from(column.values, (value) => rowOfValue.get(value) ?? size),
    },
    shape: { name, kind: 'number', levels: [], mean, deviation },
  };
}

/** All blocks in one numbering of rows and of features, as the kernels read them. */
export interface Numbering {
  readonly interactions: number;
  readonly rows: number;
  readonly features: number;
  /** First row and first feature of each block, and the end; [blocks + 1]. */
  readonly rowStarts: readonly number[];
  readonly featureStarts: readonly number[];
  /** [blocks × interactions]. */
  readonly rowOf: Uint32Array;
  /** Features of each row. */
  readonly pointers: Uint32Array;
  readonly indexes: Uint32Array;
  readonly values: Float32Array;
  /** Rows of each feature. */
  readonly featurePointers: Uint32Array;
  readonly featureRows: Uint32Array;
  readonly featureValues: Float32Array;
  /** Interactions of each row. */
  readonly rowPointers: Uint32Array;
  readonly rowEntries: Uint32Array;
}

export function numbered(blocks: readonly Block[]): Numbering {
  const interactions = blocks[0].rowOf.length;
  const rowStarts = [0];
  const featureStarts = [0];
  for (const { matrix } of blocks) {
    rowStarts.push((rowStarts.at(-1) as number) + matrix.rows);
    featureStarts.push((featureStarts.at(-1) as number) + matrix.columns);
  }
  const rows = rowStarts.at(-1) as number;
  const features = featureStarts.at(-1) as number;
  const pointers = new Uint32Array(rows + 1);
  const rowOf = new Uint32Array(blocks.length * interactions);
  const entries = blocks.reduce((sum, { matrix }) => sum + matrix.indexes.length, 0);
  const indexes = new Uint32Array(entries);
  const values = new Float32Array(entries);
  const rowPointers = new Uint32Array(rows + 1);
  const rowEntries = new Uint32Array(blocks.length * interactions);
  blocks.forEach(({ matrix, rowOf: own }, b) => {
    const [firstRow, firstFeature] = [rowStarts[b], featureStarts[b]];
    const base = pointers[firstRow];
    for (let row = 0; row < matrix.rows; row++) pointers[firstRow + row + 1] = base + matrix.pointers[row + 1];
    for (let e = 0; e < matrix.indexes.length; e++) indexes[base + e] = firstFeature + matrix.indexes[e];
    values.set(matrix.values, base);
    for (let n = 0; n < interactions; n++) {
      rowOf[b * interactions + n] = firstRow + own[n];
      rowPointers[firstRow + own[n] + 1]++;
    }
  });
  for (let row = 0; row < rows; row++) rowPointers[row + 1] += rowPointers[row];
  const next = rowPointers.slice();
  for (let at = 0; at < rowOf.length; at++) rowEntries[next[rowOf[at]]++] = at % interactions;
  const { matrix: turned } = transpose({ rows, columns: features, pointers, indexes, values });
  return {
    interactions,
    rows,
    features,
    rowStarts,
    featureStarts,
    rowOf,
    pointers,
    indexes,
    values,
    featurePointers: turned.pointers,
    featureRows: turned.indexes,
    featureValues: turned.values,
    rowPointers,
    rowEntries,
  };
}
