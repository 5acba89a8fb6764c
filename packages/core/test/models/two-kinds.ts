/** People and items of two kinds, and what tests of implicit-als ask of a model. */
import { expect } from 'vitest';
import type { Interactions } from '../../src/data/interactions.ts';
import { type InteractionRow, interactionsFromRows } from '../../src/data/rows.ts';
import { seededRandom } from '../../src/math/random.ts';
import { rowIndexes, rowValues } from '../../src/matrix/sparse.ts';
import type { History } from '../../src/models/contract/model.ts';
import type { ImplicitALSModel } from '../../src/models/factorization/implicit-als/model.ts';

/** People of two tastes and items of two kinds, with strays; every user and item has something. */
export function tastes(users = 60, items = 40, seed = 3): Interactions {
  const random = seededRandom(seed, 'tastes');
  const rows: InteractionRow[] = [];
  for (let u = 0; u < users; u++) {
    rows.push({ user: `u${u}`, item: `i${u % items}`, value: 1 });
    for (let i = 0; i < items; i++) {
      if (i === u % items) continue;
      if (random.uniform() < (u % 2 === i % 2 ? 0.4 : 0.03)) rows.push({ user: `u${u}`, item: `i${i}`, value: 1 + random.integer(4) });
    }
  }
  return interactionsFromRows(rows, { valueKind: 'weight' });
}
export const train: Interactions = tastes();
export const small = { factors: 6, epochs: 8, regularization: 0.05, unobservedWeight: 0.3 } as const;

export function ratingsOf(model: ImplicitALSModel, userIndex: number): History {
  const values = rowValues(model.state.seen, userIndex);
  return Array.from(rowIndexes(model.state.seen, userIndex), (i, e) => ({ item: model.items.ids[i], value: values[e] }));
}
export const bytesOf = (model: ImplicitALSModel): number[] => [...model.state.userFactors.values, ...model.state.itemFactors.values];
export function closest(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) expect(Math.abs(actual[k] - expected[k]), `at ${k}`).toBeLessThan(tolerance);
}
