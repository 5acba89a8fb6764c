/** Steps of optimizers, in plain TypeScript; formulas in neural/optimizers.ts. */
import { HEAD, NONE } from '../neural-program.ts';
import { numberOf, type OperationTwin, type OperationTwins, type StepContext } from './neural-step.ts';

/** Calls `one` for each number of the rows met: its place in the parameter, as an offset into the moments too, and its gradient. */
function eachNumber(
  { operands, floats, words }: StepContext,
  begin: number,
  end: number,
  one: (at: number, gradient: number, k: number) => void,
): void {
  const [parameter, gradient, stride, ids, scale, decay] = operands;
  const factor = scale === NONE ? 1 : floats[scale];
  for (let q = begin; q < end; q++) {
    const row = ids === NONE ? q : words[ids + q];
    for (let k = 0; k < stride; k++) {
      const offset = row * stride + k;
      const w = parameter + offset;
      one(w, factor * floats[gradient + q * stride + k] + numberOf(decay) * floats[w], offset);
    }
  }
}

const sgdStep: OperationTwin = (context, begin, end) => {
  const { floats, numbers } = context;
  const [velocity, momentum, nesterov] = context.operands.subarray(6);
  const rate = numbers[HEAD.rate];
  eachNumber(context, begin, end, (w, gradient, offset) => {
    let step = gradient;
    if (velocity !== NONE) {
      const v = numberOf(momentum) * floats[velocity + offset] + gradient;
      floats[velocity + offset] = v;
      step = nesterov === 1 ? gradient + numberOf(momentum) * v : v;
    }
    floats[w] -= rate * step;
  });
};

const adagradStep: OperationTwin = (context, begin, end) => {
  const { floats, numbers } = context;
  const [squares, epsilon] = context.operands.subarray(6);
  eachNumber(context, begin, end, (w, gradient, offset) => {
    const gathered = floats[squares + offset] + gradient * gradient;
    floats[squares + offset] = gathered;
    floats[w] -= (numbers[HEAD.rate] * gradient) / (Math.sqrt(gathered) + numberOf(epsilon));
  });
};

const adamStep: OperationTwin = (context, begin, end) => {
  const { floats, numbers } = context;
  const [first, second, ...constants] = context.operands.subarray(6, 12);
  const [beta1, beta2, epsilon, decoupled] = constants.map(numberOf);
  const rate = numbers[HEAD.rate];
  eachNumber(context, begin, end, (w, gradient, offset) => {
    const m = beta1 * floats[first + offset] + (1 - beta1) * gradient;
    const v = beta2 * floats[second + offset] + (1 - beta2) * gradient * gradient;
    floats[first + offset] = m;
    floats[second + offset] = v;
    const step = m / numbers[HEAD.firstCorrection] / (Math.sqrt(v / numbers[HEAD.secondCorrection]) + epsilon);
    floats[w] -= rate * (decoupled * floats[w] + step);
  });
};

const rowSquares: OperationTwin = ({ operands: [out, x, stride, width], floats }, begin, end) => {
  for (let r = begin; r < end; r++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += floats[x + r * stride + k] ** 2;
    floats[out + r] = sum;
  }
};
const addSquares: OperationTwin = ({ operands: [number, squares, counter, add], floats, words, sums }) => {
  let sum = add === 1 ? sums[number] : 0;
  for (let r = 0; r < words[counter]; r++) sum += floats[squares + r];
  sums[number] = sum;
};
const clip: OperationTwin = ({ operands: [scale, number, limit], floats, sums }) => {
  floats[scale] = Math.min(1, numberOf(limit) / Math.sqrt(sums[number]));
};

export const optimizers: OperationTwins = { sgdStep, adagradStep, adamStep, rowSquares, addSquares, clip };
