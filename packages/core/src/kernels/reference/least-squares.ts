/** Rows of a linear Gaussian model, with lower bounds, and steps of gradient descent towards them, in plain TypeScript and float64. */
import { choleskyInPlace, choleskySolve, solveLowerTransposed } from '../../matrix/cholesky.ts';
import { addOuter, addScaled, dot, eachRow, normal, rowAt, type Twin } from './rows.ts';

export const gaussianRows: Twin<'gaussianRows'> = eachRow(
  ([pointers, indexes, targets, x, y, prior, priorRight, penalties, penalized, precision, fixed, factors, draw, seed], row) => {
    const own = rowAt(x, row, factors);
    if (pointers[row] === pointers[row + 1] && draw === 0) {
      restart(own, fixed);
      return;
    }
    const matrix = new Float64Array(factors * factors);
    const right = Float64Array.from(priorRight);
    for (let f = 0; f < factors; f++) {
      for (let g = 0; g <= f; g++) matrix[f * factors + g] = prior[g * factors + f];
      matrix[f * factors + f] += penalties[row] * penalized[f];
    }
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      addOuter(matrix, precision, rowAt(y, indexes[e], factors));
      addScaled(right, precision * targets[e], rowAt(y, indexes[e], factors));
    }
    if (fixed >= 0) {
      for (let f = 0; f < factors; f++) {
        const place = Math.max(f, fixed) * factors + Math.min(f, fixed);
        right[f] -= matrix[place];
        matrix[place] = 0;
      }
      matrix[fixed * factors + fixed] = right[fixed] = 1;
    }
    if (!choleskyInPlace(matrix, factors)) return false;
    const solution = choleskySolve(matrix, right, factors);
    if (draw !== 0) {
      const noise = Float64Array.from({ length: factors }, (_, f) => (f === fixed ? 0 : normal(seed, row * factors + f)));
      addScaled(solution, 1, solveLowerTransposed(matrix, noise, factors));
    }
    own.set(solution);
  },
);

export const boundedRows: Twin<'boundedRows'> = eachRow(
  ([pointers, indexes, targets, x, y, penalties, penalized, lowest, fixed, factors, sweeps, fresh], row) => {
    const own = rowAt(x, row, factors);
    const empty = pointers[row] === pointers[row + 1];
    if (empty || fresh !== 0) restart(own, fixed);
    if (empty) return;
    const matrix = new Float64Array(factors * factors);
    const right = new Float64Array(factors);
    for (let f = 0; f < factors; f++) matrix[f * factors + f] = penalties[row] * penalized[f];
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      addOuter(matrix, 1, rowAt(y, indexes[e], factors));
      addScaled(right, targets[e], rowAt(y, indexes[e], factors));
    }
    const solution = Float64Array.from(own);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      let moved = 0;
      let largest = 0;
      for (let f = 0; f < factors; f++) {
        if (f === fixed) continue;
        const before = solution[f];
        let slope = -right[f];
        for (let g = 0; g < factors; g++) slope += matrix[Math.max(f, g) * factors + Math.min(f, g)] * solution[g];
        const curvature = matrix[f * factors + f];
        solution[f] = curvature > 0 ? Math.max(before - slope / curvature, lowest[f]) : 0;
        moved = Math.max(moved, Math.abs(solution[f] - before));
        largest = Math.max(largest, Math.abs(solution[f]));
      }
      if (moved <= 1e-6 * largest) break;
    }
    own.set(solution);
  },
);

function restart(own: Float32Array, fixed: number): void {
  own.fill(0);
  if (fixed >= 0) own[fixed] = 1;
}

export const squaredErrors: Twin<'squaredErrors'> = eachRow(([pointers, indexes, targets, x, y, factors, sums], row, chunk) => {
  for (let e = pointers[row]; e < pointers[row + 1]; e++)
    sums[chunk] += (targets[e] - dot(rowAt(x, row, factors), rowAt(y, indexes[e], factors))) ** 2;
});

export const factorGradients: Twin<'factorGradients'> = eachRow(
  ([pointers, indexes, targets, x, y, penalties, scale, fixed, factors, gradients, sums], row, chunk) => {
    const own = rowAt(x, row, factors);
    const slope = Float64Array.from(own, (value, f) => penalties[f] * value);
    sums[chunk * 2 + 1] += dot(slope, own);
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const other = rowAt(y, indexes[e], factors);
      const error = dot(own, other) - targets[e];
      sums[chunk * 2] += error * error;
      addScaled(slope, scale * error, other);
    }
    if (fixed >= 0) slope[fixed] = 0;
    gradients.set(slope, row * factors);
  },
);

export const adamStep: Twin<'adamStep'> = eachRow(([values, gradients, moments, squares, rate, beta1, beta2, epsilon, factors], row) => {
  for (let at = row * factors; at < (row + 1) * factors; at++) {
    moments[at] = beta1 * moments[at] + (1 - beta1) * gradients[at];
    squares[at] = beta2 * squares[at] + (1 - beta2) * gradients[at] * gradients[at];
    values[at] -= (rate * moments[at]) / (Math.sqrt(squares[at]) + epsilon);
  }
});

export const momentumStep: Twin<'momentumStep'> = eachRow(([values, gradients, velocities, rate, momentum, factors], row) => {
  for (let at = row * factors; at < (row + 1) * factors; at++) {
    velocities[at] = momentum * velocities[at] + gradients[at];
    values[at] -= rate * velocities[at];
  }
});
