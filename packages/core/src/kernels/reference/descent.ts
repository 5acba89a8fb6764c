/** Full-batch gradient descent on a factorization, in plain TypeScript and float64. */
import type { KernelArguments } from '../signatures/signatures.ts';

export function factorGradients(args: KernelArguments['factorGradients'], begin: number, end: number, chunk: number): number {
  const [pointers, indexes, targets, x, y, penalties, scale, fixed, factors, gradients, sums] = args;
  for (let row = begin; row < end; row++) {
    const own = x.subarray(row * factors, (row + 1) * factors);
    const slope = Float64Array.from(own, (value, f) => penalties[f] * value);
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const other = y.subarray(indexes[e] * factors, (indexes[e] + 1) * factors);
      let error = -targets[e];
      for (let f = 0; f < factors; f++) error += own[f] * other[f];
      sums[chunk * 2] += error * error;
      for (let f = 0; f < factors; f++) slope[f] += scale * error * other[f];
    }
    for (let f = 0; f < factors; f++) sums[chunk * 2 + 1] += penalties[f] * own[f] * own[f];
    if (fixed >= 0) slope[fixed] = 0;
    gradients.set(slope, row * factors);
  }
  return 0;
}

export function adamStep(args: KernelArguments['adamStep'], begin: number, end: number): number {
  const [values, gradients, moments, squares, rate, beta1, beta2, epsilon, factors] = args;
  for (let at = begin * factors; at < end * factors; at++) {
    moments[at] = beta1 * moments[at] + (1 - beta1) * gradients[at];
    squares[at] = beta2 * squares[at] + (1 - beta2) * gradients[at] * gradients[at];
    values[at] -= (rate * moments[at]) / (Math.sqrt(squares[at]) + epsilon);
  }
  return 0;
}

export function momentumStep(args: KernelArguments['momentumStep'], begin: number, end: number): number {
  const [values, gradients, velocities, rate, momentum, factors] = args;
  for (let at = begin * factors; at < end * factors; at++) {
    velocities[at] = momentum * velocities[at] + gradients[at];
    values[at] -= rate * velocities[at];
  }
  return 0;
}
