/** Losses over alternatives, in plain TypeScript. */
import { NONE } from '../neural-program.ts';
import { type LossRow, logSumExp, numbersOf, rowLoss } from './neural-losses.ts';
import { numberOf, type OperationTwins } from './neural-step.ts';

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const softmaxCrossEntropy = rowLoss(1, (row, r) => {
  const target = row.words[row.specific[0] + r];
  const logits = numbersOf(row, 0, r);
  const normaliser = logSumExp(logits);
  for (let k = 0; k < logits.length; k++) row.slope(0, k, target < 0 ? 0 : Math.exp(logits[k] - normaliser) - (k === target ? 1 : 0));
  return target < 0 ? 0 : normaliser - logits[target];
});

const multinomial = rowLoss(1, (row, r) => {
  const [pointers, indexes, values] = row.specific;
  const logits = numbersOf(row, 0, r);
  const normaliser = logSumExp(logits);
  const given = new Float64Array(logits.length);
  let total = 0;
  let loss = 0;
  for (let e = row.words[pointers + r]; e < row.words[pointers + r + 1]; e++) {
    const value = values === NONE ? 1 : row.numbers[values + e];
    const column = row.words[indexes + e];
    given[column] += value;
    total += value;
    loss += value * (normaliser - logits[column]);
  }
  for (let k = 0; k < logits.length; k++) row.slope(0, k, total * Math.exp(logits[k] - normaliser) - given[k]);
  return loss;
});

/** Whether negative j counts in row r; `undefined` where the row has no target. */
function counts({ words, specific: [targets, negatives] }: LossRow, r: number): ((j: number) => boolean) | undefined {
  const target = targets === NONE ? undefined : words[targets + r];
  if (target !== undefined && target < 0) return undefined;
  return (j) => target === undefined || negatives === NONE || words[negatives + j] !== target;
}
function nothing(row: LossRow, r: number): number {
  row.slope(0, 0, 0);
  for (let j = 0; j < numbersOf(row, 1, r).length; j++) row.slope(1, j, 0);
  return 0;
}

const sampledSoftmax = rowLoss(2, (row, r) => {
  const counted = counts(row, r);
  if (counted === undefined) return nothing(row, r);
  const [targetLogQ, negativeLogQ] = row.specific.subarray(2);
  const off = (place: number, at: number): number => (place === NONE ? 0 : row.numbers[place + at]);
  const positive = numbersOf(row, 0, r)[0] - off(targetLogQ, r);
  const negative = numbersOf(row, 1, r).map((score, j) => (counted(j) ? score - off(negativeLogQ, j) : Number.NEGATIVE_INFINITY));
  const normaliser = logSumExp([positive, ...negative]);
  row.slope(0, 0, Math.exp(positive - normaliser) - 1);
  negative.forEach((score, j) => {
    row.slope(1, j, Math.exp(score - normaliser));
  });
  return normaliser - positive;
});

const generalizedBinary = rowLoss(2, (row, r) => {
  const counted = counts(row, r);
  if (counted === undefined) return nothing(row, r);
  const power = numberOf(row.specific[2]);
  const [positive] = numbersOf(row, 0, r);
  const negative = numbersOf(row, 1, r);
  const terms = negative.length + 1;
  row.slope(0, 0, -(power * (1 - logistic(positive))) / terms);
  let loss = power * softplus(-positive);
  negative.forEach((score, j) => {
    row.slope(1, j, counted(j) ? logistic(score) / terms : 0);
    if (counted(j)) loss += softplus(score);
  });
  return loss / terms;
});

const bpr = rowLoss(2, (row, r) => {
  const counted = counts(row, r);
  if (counted === undefined) return nothing(row, r);
  const [positive] = numbersOf(row, 0, r);
  const negative = numbersOf(row, 1, r);
  let loss = 0;
  let slope = 0;
  negative.forEach((score, j) => {
    const part = counted(j) ? logistic(score - positive) / negative.length : 0;
    row.slope(1, j, part);
    slope -= part;
    if (counted(j)) loss += softplus(score - positive);
  });
  row.slope(0, 0, slope);
  return loss / negative.length;
});

export const rankingLosses: OperationTwins = {
  softmaxCrossEntropy,
  multinomial,
  sampledSoftmax,
  generalizedBinary,
  bpr,
};
