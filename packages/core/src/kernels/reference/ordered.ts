/** Ordered probit, in plain TypeScript. */
import { drawBetween, expectedLevel, intervalShare } from '../../math/ordered-probit.ts';
import type { KernelArguments } from '../signatures/kernel-arguments.ts';
import { eachRow, mix, type Twin } from './rows.ts';

export function orderedCurve(args: KernelArguments['orderedCurve'], begin: number, end: number, chunk: number): number {
  const [codes, residuals, cutpoints, classes, , sums] = args;
  const cuts = classes - 1;
  const own = sums.subarray(chunk * (3 * cuts + 1), (chunk + 1) * (3 * cuts + 1)).fill(0);
  const [slopes, curves, mixed] = [own.subarray(1), own.subarray(1 + cuts), own.subarray(1 + 2 * cuts)];
  for (let n = begin; n < end; n++) {
    const code = codes[n];
    const [a, b] = bounds(cutpoints, classes, code, -residuals[2 * n]);
    const { log, lowRatio, highRatio } = intervalShare(a, b);
    own[0] += log;
    if (code > 0) {
      slopes[code - 1] -= lowRatio;
      curves[code - 1] += lowRatio * (a - lowRatio);
    }
    if (code < cuts) {
      slopes[code] += highRatio;
      curves[code] -= highRatio * (b + highRatio);
      if (code > 0) mixed[code] += lowRatio * highRatio;
    }
  }
  return 0;
}

export const orderedLatent: Twin<'orderedLatent'> = eachRow(([codes, residuals, cutpoints, classes, , seed], n) => {
  const [a, b] = bounds(cutpoints, classes, codes[n], -residuals[2 * n]);
  residuals[2 * n] = drawBetween(a, b, (mix(seed, n) + 0.5) / 2 ** 32);
});

export const machineScores: Twin<'machineScores'> = eachRow(
  ([queries, itemRows, known, items, samples, sampleLength, intercepts, offset, levels, cutpoints, classes, , scores], row) => {
    for (let item = 0; item < items; item++) {
      let total = 0;
      for (let s = 0; s < samples; s++) {
        const [a, b] = [(row * samples + s) * sampleLength, (item * samples + s) * sampleLength];
        let predicted = intercepts[s] + queries[a + sampleLength - 1] + itemRows[b + sampleLength - 1];
        for (let f = 0; f < sampleLength - 1; f++) predicted += queries[a + f] * itemRows[b + f];
        total += classes > 1 ? expectedLevel(predicted, levels, cutpoints, s * (classes - 1)) : predicted;
      }
      scores[row * items + item] = known[item] === 1 ? offset + total / samples : Number.NaN;
    }
  },
);

function bounds(cutpoints: Float64Array, classes: number, code: number, around: number): readonly [number, number] {
  return [
    code === 0 ? Number.NEGATIVE_INFINITY : cutpoints[code - 1] - around,
    code === classes - 1 ? Number.POSITIVE_INFINITY : cutpoints[code] - around,
  ];
}
