/** Least squares with lower bounds, in plain TypeScript and float64. */
import type { KernelArguments } from '../signatures/signatures.ts';

export function boundedRows(args: KernelArguments['boundedRows'], begin: number, end: number): number {
  const [pointers, indexes, targets, x, y, penalties, penalized, lowest, fixed, factors, sweeps, fresh] = args;
  for (let row = begin; row < end; row++) {
    const own = x.subarray(row * factors, (row + 1) * factors);
    const empty = pointers[row] === pointers[row + 1];
    if (empty || fresh !== 0) {
      own.fill(0);
      if (fixed >= 0) own[fixed] = 1;
      if (empty) continue;
    }
    const matrix = new Float64Array(factors * factors);
    const right = new Float64Array(factors);
    for (let f = 0; f < factors; f++) matrix[f * factors + f] = penalties[row] * penalized[f];
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const other = y.subarray(indexes[e] * factors, (indexes[e] + 1) * factors);
      for (let f = 0; f < factors; f++) {
        right[f] += targets[e] * other[f];
        for (let g = 0; g < factors; g++) matrix[f * factors + g] += other[f] * other[g];
      }
    }
    const solution = Float64Array.from(own);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      let moved = 0;
      let largest = 0;
      for (let f = 0; f < factors; f++) {
        if (f === fixed) continue;
        const before = solution[f];
        let slope = -right[f];
        for (let g = 0; g < factors; g++) slope += matrix[f * factors + g] * solution[g];
        const curvature = matrix[f * factors + f];
        solution[f] = curvature > 0 ? Math.max(before - slope / curvature, lowest[f]) : 0;
        moved = Math.max(moved, Math.abs(solution[f] - before));
        largest = Math.max(largest, Math.abs(solution[f]));
      }
      if (moved <= 1e-6 * largest) break;
    }
    own.set(solution);
  }
  return 0;
}
