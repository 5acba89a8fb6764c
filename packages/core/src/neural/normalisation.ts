/** Layers that bring numbers to mean 0 and variance 1, then scale and shift them. Variances are biased; √(variance + ε) divides. */
import { LikewiseError } from '../errors.ts';
import { columnSums } from './dense.ts';
import type { Network } from './network.ts';
import { at, bits, local, type Parameter, type Tensor, whole } from './tape.ts';

function scaleAndShift(network: Network, name: string, width: number): readonly [gains: Parameter, biases: Parameter] {
  const one = (part: string, value: number): Parameter =>
    network.parameter(`${name}.${part}`, width, 1, { start: { kind: 'constant', value } });
  const made = [one('gain', 1), one('bias', 0)] as const;
  for (const parameter of made) network.tape.usedWhole.add(parameter.storage);
  return made;
}

/** ε: what is added to a variance before its root, unless given. */
export const NORM_EPSILON = 1e-5;

/** Over the numbers of each row (Ba, Kiros, Hinton, arXiv:1607.06450); parameters `name.gain` and `name.bias`. ε 1e-5 unless given. */
export function layerNorm(network: Network, name: string, x: Tensor, epsilon: number = NORM_EPSILON): Tensor {
  const { tape, rows, width } = x;
  const [gains, biases] = scaleAndShift(network, name, width);
  const output = tape.tensor(rows, width, true);
  /** Mean and 1 ÷ deviation of each row. */
  const moments = tape.tensor(rows, 2, false);
  tape.emit({
    operation: 'layerNorm',
    rows,
    operands: [at(output), at(x), x.stride, width, at(gains), at(biases), at(moments), bits(epsilon)],
    reads: [local(x), whole(gains), whole(biases)],
    writes: [output.storage, moments.storage],
    work: 10 * width,
  });
  tape.whenBack(output, (gradient) => {
    tape.contribute(biases, (target, add) => columnSums(target, add, gradient));
    tape.contribute(gains, (target, add) => {
      tape.emit(
        {
          operation: 'layerNormGains',
          rows: target.rows,
          operands: [at(target), add, at(gradient), at(x), x.stride, at(moments), rows.counter],
          reads: [whole(gradient), whole(x), whole(moments)],
          writes: [target.storage],
          work: 4 * rows.size,
        },
        'training',
      );
    });
    tape.contribute(x, (target, add) => {
      tape.emit(
        {
          operation: 'layerNormBack',
          rows,
          operands: [at(target), at(gradient), at(x), x.stride, width, at(gains), at(moments), add],
          reads: [local(gradient), local(x), whole(gains), local(moments)],
          writes: [target.storage],
          work: 14 * width,
        },
        'training',
      );
    });
  });
  return output;
}

export interface BatchNormOptions {
  /** How far running mean and variance go towards each batch's; in (0, 1]. @default 0.1 */
  readonly momentum?: number | undefined;
  /** @default 1e-5 */
  readonly epsilon?: number | undefined;
}

/**
 * Over the rows of the batch in training, by running mean and variance (the unbiased one, as PyTorch) in answering (Ioffe, Szegedy, ICML
 * 2015); parameters `name.gain` and `name.bias`, statistics `name.mean` and `name.variance`.
 */
export function batchNorm(
  network: Network,
  name: string,
  x: Tensor,
  { momentum = 0.1, epsilon = NORM_EPSILON }: BatchNormOptions = {},
): Tensor {
  if (!(momentum > 0 && momentum <= 1))
    throw new LikewiseError('invalid-option', `batchNorm: momentum must be in (0, 1]; got ${momentum}.`, { momentum });
  const { tape, rows, width } = x;
  const [gains, biases] = scaleAndShift(network, name, width);
  const columns = gains.rows;
  const statistic = (part: string, value: number): Tensor => {
    const tensor = tape.tensor(columns, 1, false, 'lasting');
    tape.statistics.push({ name: `${name}.${part}`, tensor, value });
    return tensor;
  };
  const [runningMean, runningVariance] = [statistic('mean', 0), statistic('variance', 1)];
  const [mean, inverse] = [tape.tensor(columns, 1, false), tape.tensor(columns, 1, false)];
  const writes = [mean.storage, inverse.storage];
  const running = [at(runningMean), at(runningVariance), bits(momentum), bits(epsilon)];
  tape.emit(
    {
      operation: 'columnMoments',
      rows: columns,
      operands: [at(mean), at(inverse), at(x), x.stride, rows.counter, ...running],
      reads: [whole(x), local(runningMean), local(runningVariance)],
      writes: [...writes, runningMean.storage, runningVariance.storage],
      work: 6 * rows.size,
    },
    'training',
  );
  tape.emit(
    {
      operation: 'runningMoments',
      rows: columns,
      operands: [at(mean), at(inverse), ...running],
      reads: [local(runningMean), local(runningVariance)],
      writes,
      work: 4,
    },
    'inference',
  );
  const output = tape.tensor(rows, width, true);
  tape.emit({
    operation: 'batchNorm',
    rows,
    operands: [at(output), at(x), x.stride, width, at(mean), at(inverse), at(gains), at(biases)],
    reads: [local(x), whole(mean), whole(inverse), whole(gains), whole(biases)],
    writes: [output.storage],
    work: 4 * width,
  });
  tape.whenBack(output, (gradient) => {
    tape.contribute(biases, (target, add) => columnSums(target, add, gradient));
    tape.contribute(gains, (target, add) => {
      tape.emit(
        {
          operation: 'batchNormGains',
          rows: columns,
          operands: [at(target), add, at(gradient), at(x), x.stride, at(mean), at(inverse), rows.counter],
          reads: [whole(gradient), whole(x), local(mean), local(inverse)],
          writes: [target.storage],
          work: 4 * rows.size,
        },
        'training',
      );
    });
    // The slopes of gain and bias are the two sums that the slope of x needs.
    const [gainSlopes, biasSlopes] = [tape.gradientOf(gains) as Tensor, tape.gradientOf(biases) as Tensor];
    tape.contribute(x, (target, add) => {
      const sums = [at(mean), at(inverse), at(gains), at(gainSlopes), at(biasSlopes)];
      tape.emit(
        {
          operation: 'batchNormBack',
          rows,
          operands: [at(target), add, at(gradient), at(x), x.stride, width, ...sums, rows.counter],
          reads: [local(gradient), local(x), ...[mean, inverse, gains, gainSlopes, biasSlopes].map(whole)],
          writes: [target.storage],
          work: 10 * width,
        },
        'training',
      );
    });
  });
  return output;
}
