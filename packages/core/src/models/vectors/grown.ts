/** The parts of a model that grows by an item. */
import type { Id } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import type { Model } from '../contract/model.ts';

/** @throws LikewiseError `known-item` */
export function refuseKnownItem({ name, items }: Model, item: Id): void {
  if (items.indexOf(item) === undefined) return;
  throw new LikewiseError('known-item', `${name}: the model already has item ${item}; train again to change it.`, { item });
}
