/** How much each attribute tells about what users have. */
import type { SparsePattern, SparseRows } from '../../../matrix/sparse.ts';
import { attributeOf } from '../../attributes/attribute-space.ts';

/**
 * One number from 0 to 1 for each attribute, in the order of their first columns; the attribute that tells most has 1. With z the
 * column of a level or number, less its mean, and p(i) the share of users who have item i, the square of Σ_v z_v x(v,i) is
 * p(i) (1 − p(i)) Σ_v z_v² on average where the column tells nothing: the strength of an attribute is by how much its columns
 * exceed that over all items. All 1 where nothing can be told.
 */
export function attributeStrengths(profiles: SparseRows, names: readonly string[], userItems: SparsePattern): Float64Array {
  const attributes = [...new Set(names.map(attributeOf))];
  const strengths = new Float64Array(attributes.length).fill(1);
  const columns = names.length;
  const items = userItems.columns;
  const filled = (user: number): boolean => userItems.pointers[user + 1] > userItems.pointers[user];
  let users = 0;
  const counts = new Float64Array(items);
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const products = new Float64Array(columns * items);
  for (let user = 0; user < profiles.rows; user++) {
    if (!filled(user)) continue;
    users++;
    for (let e = userItems.pointers[user]; e < userItems.pointers[user + 1]; e++) counts[userItems.indexes[e]]++;
    for (let a = profiles.pointers[user]; a < profiles.pointers[user + 1]; a++) {
      const column = profiles.indexes[a];
      const value = profiles.values[a];
      sums[column] += value;
      squares[column] += value * value;
      for (let e = userItems.pointers[user]; e < userItems.pointers[user + 1]; e++)
        products[column * items + userItems.indexes[e]] += value;
    }
  }
  let spread = 0;
  for (const count of counts) spread += (count / users) * (1 - count / users);
  const found = new Float64Array(attributes.length);
  const expected = new Float64Array(attributes.length);
  for (let column = 0; column < columns; column++) {
    const attribute = attributes.indexOf(attributeOf(names[column]));
    const mean = sums[column] / users;
    expected[attribute] += spread * (squares[column] - mean * sums[column]);
    for (let i = 0; i < items; i++) found[attribute] += (products[column * items + i] - mean * counts[i]) ** 2;
  }
  const excess = found.map((sum, a) => (expected[a] > 0 ? Math.max(0, sum / expected[a] - 1) : 0));
  const most = excess.reduce((largest, value) => Math.max(largest, value), 0);
  return most > 0 ? excess.map((value) => value / most) : strengths;
}
