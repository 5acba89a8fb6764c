/** Losses of networks, in plain TypeScript: of each row, and its gradient where training wants it. */
import { NONE } from '../neural-program.ts';
import { numberOf, type OperationTwin, type OperationTwins, put, type StepContext } from './neural-step.ts';

const sumRows: OperationTwin = ({ operands: [number, losses, counter], floats, words, sums }) => {
  let sum = 0;
  for (let r = 0; r < words[counter]; r++) sum += floats[losses + r];
  sums[number] = sum;
};

/** Places of a prediction and of its gradient. */
interface Predicted {
  readonly at: number;
  readonly stride: number;
  readonly width: number;
  readonly gradient: number;
  readonly add: number;
}
export interface LossRow extends StepContext {
  readonly predicted: readonly Predicted[];
  /** Operands of this loss alone. */
  readonly specific: Int32Array;
  /** Puts a slope of prediction p, not yet weighted. */
  slope(p: number, column: number, value: number): void;
}

/** A loss by what it does with one row; `one` gives the loss of the row. */
export function rowLoss(predictions: number, one: (row: LossRow, r: number) => number): OperationTwin {
  return (context, begin, end) => {
    const { operands, floats, numbers } = context;
    const [losses, weight, scalar, mean] = operands;
    const factor = (numberOf(weight) * (scalar === NONE ? 1 : numbers[scalar])) / (mean === NONE ? 1 : context.words[mean]);
    const predicted = Array.from({ length: predictions }, (_, p): Predicted => {
      const [at, stride, width, gradient, add] = operands.subarray(4 + 5 * p);
      return { at, stride, width, gradient, add };
    });
    const specific = operands.subarray(4 + 5 * predictions);
    for (let r = begin; r < end; r++) {
      const slope = (p: number, column: number, value: number): void => {
        const { gradient, stride, add } = predicted[p];
        if (gradient !== NONE) put(floats, gradient + r * stride + column, factor * value, add);
      };
      floats[losses + r] = one({ ...context, predicted, specific, slope }, r);
    }
  };
}

/** The numbers of prediction p in row r. */
export function numbersOf({ predicted, floats }: LossRow, p: number, r: number): number[] {
  const { at, stride, width } = predicted[p];
  return Array.from(floats.subarray(at + r * stride, at + r * stride + width));
}

/** log Σ e^x. */
export function logSumExp(values: readonly number[]): number {
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

const squaredError = rowLoss(1, ({ predicted: [{ at, stride, width }], specific: [targets, weights], floats, numbers, slope }, r) => {
  const weight = weights === NONE ? 1 : numbers[weights + r];
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const error = floats[at + r * stride + k] - numbers[targets + r * width + k];
    sum += weight * error * error;
    slope(0, k, 2 * weight * error);
  }
  return sum;
});

const binaryCrossEntropy = rowLoss(1, ({ predicted: [{ at, stride, width }], specific: [targets, weights], floats, numbers, slope }, r) => {
  const weight = weights === NONE ? 1 : numbers[weights + r];
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const x = floats[at + r * stride + k];
    const target = numbers[targets + r * width + k];
    sum += weight * (Math.max(x, 0) - x * target + Math.log1p(Math.exp(-Math.abs(x))));
    slope(0, k, weight * (1 / (1 + Math.exp(-x)) - target));
  }
  return sum;
});

const sparseSquaredError = rowLoss(1, ({ predicted: [prediction], specific, floats, words, numbers, slope }, r) => {
  const [pointers, indexes, values] = specific;
  const { at, stride, width, gradient, add } = prediction;
  if (gradient !== NONE && add === 0) floats.fill(0, gradient + r * stride, gradient + r * stride + width);
  let sum = 0;
  for (let e = words[pointers + r]; e < words[pointers + r + 1]; e++) {
    const column = words[indexes + e];
    const error = floats[at + r * stride + column] - (values === NONE ? 1 : numbers[values + e]);
    sum += error * error;
    slope(0, column, 2 * error);
  }
  return sum;
});

export const losses: OperationTwins = { sumRows, squaredError, binaryCrossEntropy, sparseSquaredError };
