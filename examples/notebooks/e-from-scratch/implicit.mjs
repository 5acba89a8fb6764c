/** The notebook's implicit least squares: its settings, its start, and its errors over all cells. */
import { ImplicitALSModel, implicitALSEntry, interactionsFromColumns, seededRandom } from '@likewise/core';

export const notebookALS = {
  factors: 20,
  alpha: 40,
  unobservedWeight: 1,
  regularization: 150,
  regularizationExponent: 0,
  solver: 'direct',
  epochs: 10,
};

/** Films in the place of people: the library solves items first, the notebook people. */
export function peopleFirst({ users, items, userItems }) {
  const people = new Uint32Array(userItems.indexes.length);
  for (let u = 0; u < userItems.rows; u++) people.fill(u, userItems.pointers[u], userItems.pointers[u + 1]);
  return interactionsFromColumns({
    users: items,
    items: users,
    userIndexes: userItems.indexes,
    itemIndexes: people,
    values: userItems.values,
    valueKind: 'weight',
  });
}

/** A model whose vectors are U(0, 0.01), to start from. */
export function uniformStart({ users, items, userItems }, seed) {
  const random = seededRandom(seed);
  const [userFactors, itemFactors, userGram, itemGram] = [users.size, items.size, 20, 20].map((rows) => ({
    rows,
    columns: 20,
    values: Float32Array.from({ length: rows * 20 }, () => 0.01 * random.uniform()),
  }));
  const state = { settings: notebookALS, users, items, seen: userItems, userFactors, itemFactors, userGram, itemGram };
  return new ImplicitALSModel(implicitALSEntry, state);
}

/** Means over all cells of (p − x·y)² and of c (p − x·y)². */
export function cellErrors({ state }, { rows, columns, pointers, indexes, values }) {
  const [people, films] = [state.userFactors.values, state.itemFactors.values];
  // Σ (x·y)² over all cells is the trace of XᵀX YᵀY; what was rated is then put right.
  let predict = 0;
  for (let at = 0; at < 400; at++) predict += state.userGram.values[at] * state.itemGram.values[at];
  let confidence = predict;
  for (let u = 0; u < rows; u++)
    for (let e = pointers[u]; e < pointers[u + 1]; e++) {
      let score = 0;
      for (let f = 0; f < 20; f++) score += people[u * 20 + f] * films[indexes[e] * 20 + f];
      predict += (1 - score) ** 2 - score ** 2;
      confidence += (1 + 40 * values[e]) * (1 - score) ** 2 - score ** 2;
    }
  return { predict: predict / (rows * columns), confidence: confidence / (rows * columns) };
}
