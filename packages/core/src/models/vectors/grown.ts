/** The parts of a model that grows by an item. */
import type { Id } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import type { Model } from '../contract/model.ts';
import type { DenseMatrix } from '../contract/state.ts';

/** Whom an item met, with the value each gave. */
export type People = Iterable<readonly [user: Id, value: number]>;

/** @throws LikewiseError `known-item` */
export function refuseKnownItem({ name, items }: Model, item: Id): void {
  if (items.indexOf(item) === undefined) return;
  throw new LikewiseError('known-item', `${name}: the model already has item ${item}; train again to change it.`, { item });
}

/** The matrix with one more row; zeros where none is given. */
export function withRow({ rows, columns, values }: DenseMatrix, row?: Float32Array): DenseMatrix {
  const longer = new Float32Array(values.length + columns);
  longer.set(values);
  if (row !== undefined) longer.set(row, values.length);
  return { rows: rows + 1, columns, values: longer };
}

/** The numbers with one more at the end. */
export function withValue(values: Float32Array, value: number): Float32Array {
  const longer = new Float32Array(values.length + 1);
  longer.set(values);
  longer[values.length] = value;
  return longer;
}
