/**
 * Cost and slope of factorization by gradient descent, written as the formulas are:
 *   J = ½ Σ_rated (w_u·x_i + b_u − y_ui)² + λ/2 (Σ w² + Σ x²), the biases without a penalty.
 */
import type { SparseRows } from '../../../matrix/sparse.ts';

type Numbers = Float32Array | Float64Array;

export interface GradientMFParameters<A extends Numbers = Numbers> {
  /** w_u; [users × factors]. */
  readonly userFactors: { readonly rows: number; readonly columns: number; readonly values: A };
  /** b_u; [users]. */
  readonly userBias: A;
  /** x_i; [items × factors]. */
  readonly itemFactors: { readonly rows: number; readonly columns: number; readonly values: A };
}

/** J of ratings y [users × items], usually less each item's mean; term by term in float64. */
export function gradientMFCost(parameters: GradientMFParameters, ratings: SparseRows, regularization: number): number {
  const { userFactors, itemFactors } = parameters;
  let squares = 0;
  for (let u = 0; u < ratings.rows; u++)
    for (let e = ratings.pointers[u]; e < ratings.pointers[u + 1]; e++) squares += errorOf(parameters, ratings, u, e) ** 2;
  let norms = 0;
  for (const value of userFactors.values) norms += value * value;
  for (const value of itemFactors.values) norms += value * value;
  return squares / 2 + (regularization / 2) * norms;
}

/** ∂J/∂w = Σ_i e x_i + λ w, ∂J/∂b = Σ_i e, ∂J/∂x = Σ_u e w_u + λ x, e = w·x + b − y; term by term in float64. */
export function gradientMFGradient(
  parameters: GradientMFParameters,
  ratings: SparseRows,
  regularization: number,
): GradientMFParameters<Float64Array> {
  const { userFactors, itemFactors } = parameters;
  const { columns: factors } = userFactors;
  const users = Float64Array.from(userFactors.values, (value) => regularization * value);
  const items = Float64Array.from(itemFactors.values, (value) => regularization * value);
  const userBias = new Float64Array(ratings.rows);
  for (let u = 0; u < ratings.rows; u++) {
    for (let e = ratings.pointers[u]; e < ratings.pointers[u + 1]; e++) {
      const i = ratings.indexes[e];
      const error = errorOf(parameters, ratings, u, e);
      userBias[u] += error;
      for (let f = 0; f < factors; f++) {
        users[u * factors + f] += error * itemFactors.values[i * factors + f];
        items[i * factors + f] += error * userFactors.values[u * factors + f];
      }
    }
  }
  return {
    userFactors: { rows: userFactors.rows, columns: factors, values: users },
    userBias,
    itemFactors: { rows: itemFactors.rows, columns: factors, values: items },
  };
}

function errorOf({ userFactors, userBias, itemFactors }: GradientMFParameters, ratings: SparseRows, u: number, e: number): number {
  const { columns: factors } = userFactors;
  const i = ratings.indexes[e];
  let error = userBias[u] - ratings.values[e];
  for (let f = 0; f < factors; f++) error += userFactors.values[u * factors + f] * itemFactors.values[i * factors + f];
  return error;
}
