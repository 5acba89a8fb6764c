/** Quantities below 0: goods that came back. */
import type { Interactions } from '@likewise/core';

export interface Returns {
  /** Rows of negative weight. */
  readonly rows: number;
  /** Pairs with nothing left. */
  readonly pairs: number;
}

/**
 * Returned pieces have been taken off by the rule of duplicates; a pair at or below nothing was met and counts 0. Weights that are no
 * whole numbers are no pieces: they stay, and models refuse the negative ones.
 * @param weights of the rows that were merged @param pieces the weights as they stand in the file
 */
export function withoutReturns(
  interactions: Interactions,
  weights: Float32Array | undefined,
  pieces: Float32Array | undefined,
): { readonly interactions: Interactions; readonly returns: Returns } {
  const { userItems, valueKind } = interactions;
  const rows = valueKind === 'weight' && weights !== undefined ? weights.reduce((count, weight) => count + Number(weight < 0), 0) : 0;
  if (rows === 0 || pieces?.every((value) => Number.isInteger(value) || Number.isNaN(value)) !== true)
    return { interactions, returns: { rows: 0, pairs: 0 } };
  const values = userItems.values.map((value) => Math.max(0, value));
  const pairs = values.reduce((count, value) => count + Number(value === 0), 0);
  return { interactions: interactions.with({ userItems: { ...userItems, values } }), returns: { rows, pairs } };
}
