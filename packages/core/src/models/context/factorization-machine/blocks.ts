/**
 * Interactions as a factorization machine sees them: each is one row of the user's block, one of the item's and one of each context
 * column's. What describes a user stands once, however many interactions they have.
 *
 * Source: Rendle: Scaling Factorization Machines to Relational Data, VLDB 2013, doi:10.14778/2535573.2535581.
 */
import type { Features } from '../../../data/features.ts';
import { type IdMap, positionsIn } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { rowsInOrder, type SparsePattern, type SparseRows, sideBySide } from '../../../matrix/sparse.ts';
import { attributeOf } from '../../attributes/attribute-space.ts';
import type { FactorizationMachineOptions } from './options.ts';

/** Features alike, with one prior of their own. */
interface FeatureGroup {
  /** Features of the block: begin … end − 1. */
  readonly begin: number;
  readonly end: number;
  /** No block row has two of them: they can be drawn side by side. */
  readonly disjoint: boolean;
}

export interface Block {
  /** [block rows × features]. */
  readonly matrix: SparseRows;
  readonly groups: readonly FeatureGroup[];
  /** Block row of each interaction; [interactions]. */
  readonly rowOf: Uint32Array;
}

/** The user's block and the item's: first their ids, then their bag where one is wanted, then their attributes. */
export function entityBlocks(train: Interactions, settings: FactorizationMachineOptions): readonly [users: Block, items: Block] {
  const { userItems, itemUsers, users, items } = train;
  const userOf = new Uint32Array(train.size);
  for (let user = 0; user < users.size; user++) userOf.fill(user, userItems.pointers[user], userItems.pointers[user + 1]);
  const { userBag, itemBag, userAttributes, itemAttributes } = settings;
  return [
    entityBlock(users, userOf, userBag ? userItems : undefined, userAttributes ? train.userFeatures : undefined),
    entityBlock(items, userItems.indexes, itemBag ? itemUsers : undefined, itemAttributes ? train.itemFeatures : undefined),
  ];
}

function entityBlock(ids: IdMap, rowOf: Uint32Array, bag: SparsePattern | undefined, features: Features | undefined): Block {
  const parts = [
    oneHot(ids.size),
    ...(bag === undefined ? [] : [bagOf(bag)]),
    ...(features === undefined ? [] : attributesOf(features, ids)),
  ];
  const matrix = sideBySide(ids.size, parts);
  let begin = 0;
  const groups = parts.map((part) => {
    const group = {
      begin,
      end: begin + part.columns,
      disjoint: part.pointers.every((end, row) => row === 0 || end - part.pointers[row - 1] <= 1),
    };
    begin = group.end;
    return group;
  });
  return { matrix, groups, rowOf };
}

/** Feature r for row r. */
export function oneHot(size: number): SparseRows {
  const pointers = Uint32Array.from({ length: size + 1 }, (_, row) => row);
  return { rows: size, columns: size, pointers, indexes: pointers.slice(0, size), values: new Float32Array(size).fill(1) };
}

/** Every item of a user (or user of an item), each 1/√(how many): SVD++ and its mirror. */
function bagOf({ rows, columns, pointers, indexes }: SparsePattern): SparseRows {
  return sharedRows({ rows, columns, pointers, indexes, values: new Float32Array(indexes.length).fill(1) });
}

/**
 * The columns of each attribute ("genre=Comedy" is of genre, "year" of year), in their order, one row an id. Several levels of one
 * attribute weigh together what one does: each 1/√(how many).
 */
function attributesOf({ ids: described, names, matrix }: Features, ids: IdMap): readonly SparseRows[] {
  const sources = positionsIn(described, ids.ids);
  const attributes = names.map(attributeOf);
  const begins = [...names.keys()].filter((column) => attributes[column] !== attributes[column - 1]);
  return begins.map((begin, at) => {
    const columns = (begins[at + 1] ?? names.length) - begin;
    const columnOf = Int32Array.from(names, (_, column) => (column >= begin && column < begin + columns ? column - begin : -1));
    const rows = rowsInOrder(matrix, sources, columnOf, columns);
    return names[begin].includes('=') ? sharedRows(rows) : rows;
  });
}

/** Each value over √(how many its row has). */
function sharedRows(matrix: SparseRows): SparseRows {
  const { rows, pointers } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < rows; row++) {
    const root = Math.sqrt(pointers[row + 1] - pointers[row]);
    for (let e = pointers[row]; e < pointers[row + 1]; e++) values[e] /= root;
  }
  return { ...matrix, values };
}
