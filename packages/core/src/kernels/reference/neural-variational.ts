/** Normal distributions in the middle of a network, in plain TypeScript. */
import { NONE } from '../neural-program.ts';
import { logSumExp, numbersOf, rowLoss } from './neural-losses.ts';
import { numberOf, type OperationTwin, type OperationTwins, put } from './neural-step.ts';
import { mix, normal } from './rows.ts';

const kullbackLeibler = rowLoss(2, (row, r) => {
  const [means, logVariances] = [numbersOf(row, 0, r), numbersOf(row, 1, r)];
  let sum = 0;
  means.forEach((mean, k) => {
    const variance = Math.exp(logVariances[k]);
    sum += 0.5 * (variance + mean * mean - 1 - logVariances[k]);
    row.slope(0, k, mean);
    row.slope(1, k, 0.5 * (variance - 1));
  });
  return sum;
});

const drawNormal: OperationTwin = ({ operands: [out, mean, logVariance, stride, key], floats, seed, step }, begin, end) => {
  const stream = mix(seed + Math.imul(key, 0x9e3779b1), step) | 0;
  for (let k = begin * stride; k < end * stride; k++)
    floats[out + k] = floats[mean + k] + Math.exp(0.5 * floats[logVariance + k]) * normal(stream, k);
};
const drawNormalBack: OperationTwin = ({ operands: [target, gradient, out, mean, stride, add], floats }, begin, end) => {
  for (let k = begin * stride; k < end * stride; k++)
    put(floats, target + k, 0.5 * floats[gradient + k] * (floats[out + k] - floats[mean + k]), add);
};

const mixtureDivergence = rowLoss(2, (row, r) => {
  const [priorMean, priorLogVariance, weights, ...given] = row.specific;
  const [standardShare, priorShare, wideShare, wide] = given.map(numberOf);
  const weight = weights === NONE ? 1 : row.numbers[weights + r];
  const logVariances = numbersOf(row, 1, r);
  let sum = 0;
  numbersOf(row, 0, r).forEach((z, k) => {
    const place = r * row.predicted[0].stride + k;
    const parts = [
      { share: standardShare, mean: 0, logVariance: 0 },
      { share: priorShare, mean: row.floats[priorMean + place], logVariance: row.floats[priorLogVariance + place] },
      { share: wideShare, mean: 0, logVariance: wide },
    ];
    const logs = parts.map(
      ({ share, mean, logVariance }) => Math.log(share) - 0.5 * (logVariance + (z - mean) ** 2 * Math.exp(-logVariance)),
    );
    const all = logSumExp(logs);
    sum += -0.5 * (1 + logVariances[k]) - all;
    const slope = parts.reduce((of, { mean, logVariance }, p) => of + Math.exp(logs[p] - all) * (z - mean) * Math.exp(-logVariance), 0);
    row.slope(0, k, weight * slope);
    row.slope(1, k, -0.5 * weight);
  });
  return weight * sum;
});

export const variational: OperationTwins = { kullbackLeibler, drawNormal, drawNormalBack, mixtureDivergence };
