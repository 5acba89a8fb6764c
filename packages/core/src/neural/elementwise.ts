/** Operations that work on each row by itself. */
import { LikewiseError } from '../errors.ts';
import type { Operation } from '../kernels/neural-program.ts';
import { ACTIVATIONS, type Activation, NONE } from '../kernels/neural-program.ts';
import {
  type Access,
  type Add,
  at,
  bits,
  input,
  local,
  type Mode,
  type Numbers,
  type Operand,
  type Scalar,
  type Tape,
  type Tensor,
} from './tape.ts';

/** One instruction over the rows of `target`. */
function row(
  tape: Tape,
  operation: Operation,
  target: Tensor,
  operands: readonly Operand[],
  reads: readonly Access[],
  mode: Mode = 'both',
): void {
  tape.emit({ operation, rows: target.rows, operands, reads, writes: [target.storage], work: 2 * target.width }, mode);
}

function requireAlike(who: string, a: Tensor, b: Tensor, width: number = a.width): void {
  if (a.rows === b.rows && b.width === width) return;
  throw new LikewiseError('invalid-option', `${who}: [${a.rows.name} × ${a.width}] does not go with [${b.rows.name} × ${b.width}].`, {
    widths: [a.width, b.width],
  });
}

/** Numbers of the batch as a tensor. */
export function feed(tape: Tape, numbers: Numbers): Tensor {
  const output = tape.tensor(numbers.rows, numbers.width, false);
  row(tape, 'feed', output, [at(output), output.stride, output.width, input(numbers.storage)], []);
  return output;
}

/** Columns of all, side by side. */
export function concat(...parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  for (const part of parts) requireAlike('concat', first, part, part.width);
  const { tape } = first;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const output = tape.tensor(
    first.rows,
    width,
    parts.some((part) => part.learns),
  );
  const begins = parts.map((_, k) => parts.slice(0, k).reduce((sum, part) => sum + part.width, 0));
  parts.forEach((part, k) => {
    row(tape, 'copy', output, [at(output, begins[k]), output.stride, at(part), part.stride, part.width, 0], [local(part)]);
  });
  tape.whenBack(output, (gradient) => {
    parts.forEach((part, k) => {
      tape.contribute(part, (target, add) => {
        const operands = [at(target), target.stride, at(gradient, begins[k]), gradient.stride, part.width, add];
        row(tape, 'copy', target, operands, [local(gradient)], 'training');
      });
    });
  });
  return output;
}

function copied(tape: Tape, target: Tensor, source: Tensor, add: Add, mode: Mode): void {
  row(tape, 'copy', target, [at(target), target.stride, at(source), source.stride, source.width, add], [local(source)], mode);
}

/** Sum of tensors of one shape. */
export function add(...terms: readonly Tensor[]): Tensor {
  const [first] = terms;
  const { tape } = first;
  for (const term of terms) requireAlike('add', first, term);
  const output = tape.tensor(
    first.rows,
    first.width,
    terms.some((term) => term.learns),
  );
  terms.forEach((term, k) => {
    copied(tape, output, term, k === 0 ? 0 : 1, 'both');
  });
  tape.whenBack(output, (gradient) => {
    for (const term of terms) tape.contribute(term, (target, add) => copied(tape, target, gradient, add, 'training'));
  });
  return output;
}

/** Σ_k a[k] · b[k] of each row; width 1. */
export function rowDots(a: Tensor, b: Tensor): Tensor {
  requireAlike('rowDots', a, b);
  const { tape } = a;
  const output = tape.tensor(a.rows, 1, a.learns || b.learns);
  row(tape, 'rowDots', output, [at(output), output.stride, at(a), a.stride, at(b), b.stride, a.width, 0], [local(a), local(b)]);
  tape.whenBack(output, (gradient) => {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      tape.contribute(one, (target, add) => rowsScaled(tape, target, other, gradient, add, 'training'));
  });
  return output;
}

/** target_r (+)= factor_r · x_r. */
function rowsScaled(tape: Tape, target: Tensor, x: Tensor, factor: Tensor, add: Add, mode: Mode): void {
  const operands = [at(target), target.stride, at(x), x.stride, x.width, at(factor), factor.stride, add];
  row(tape, 'scaleRows', target, operands, [local(x), local(factor)], mode);
}

/** Each row of x times its number; `factors` has width 1. */
export function multiplyRows(x: Tensor, factors: Tensor): Tensor {
  requireAlike('multiplyRows', x, factors, 1);
  const { tape } = x;
  const output = tape.tensor(x.rows, x.width, x.learns || factors.learns);
  rowsScaled(tape, output, x, factors, 0, 'both');
  tape.whenBack(output, (gradient) => {
    tape.contribute(x, (target, add) => rowsScaled(tape, target, gradient, factors, add, 'training'));
    tape.contribute(factors, (target, add) => {
      const operands = [at(target), target.stride, at(x), x.stride, at(gradient), gradient.stride, x.width, add];
      row(tape, 'rowDots', target, operands, [local(x), local(gradient)], 'training');
    });
  });
  return output;
}

/** a · b, number by number. */
export function multiplyNumbers(a: Tensor, b: Tensor): Tensor {
  requireAlike('multiplyNumbers', a, b);
  const { tape } = a;
  const multiplied = (target: Tensor, x: Tensor, y: Tensor, add: Add, mode: Mode): void =>
    row(tape, 'multiply', target, [at(target), at(x), at(y), target.stride, add], [local(x), local(y)], mode);
  const output = tape.tensor(a.rows, a.width, a.learns || b.learns);
  multiplied(output, a, b, 0, 'both');
  tape.whenBack(output, (gradient) => {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      tape.contribute(one, (target, add) => multiplied(target, gradient, other, add, 'training'));
  });
  return output;
}

/** factor · x, with the scalar of the batch as a further factor where given. */
export function scale(x: Tensor, factor: number, scalar?: Scalar): Tensor {
  const { tape } = x;
  const scaled = (target: Tensor, source: Tensor, add: Add, mode: Mode): void =>
    row(tape, 'scale', target, [at(target), at(source), target.stride, bits(factor), scalar?.word ?? NONE, add], [local(source)], mode);
  const output = tape.tensor(x.rows, x.width, x.learns);
  scaled(output, x, 0, 'both');
  tape.whenBack(output, (gradient) => tape.contribute(x, (target, add) => scaled(target, gradient, add, 'training')));
  return output;
}

/** relu, elu (α = 1), gelu (by tanh; Hendrycks, Gimpel, arXiv:1606.08415), sigmoid, tanh, softplus, swish (x σ(x)), leakyRelu (slope 0.01), exp. */
export function activate(x: Tensor, activation: Activation): Tensor {
  const { tape } = x;
  const kind = Object.hasOwn(ACTIVATIONS, activation) ? ACTIVATIONS[activation] : undefined;
  if (kind === undefined) {
    const known = Object.keys(ACTIVATIONS).join(', ');
    throw new LikewiseError('invalid-option', `network: unknown activation "${activation}"; expected one of ${known}.`, { activation });
  }
  const output = tape.tensor(x.rows, x.width, x.learns);
  row(tape, 'activate', output, [at(output), at(x), output.stride, kind], [local(x)]);
  tape.whenBack(output, (gradient) => {
    const back = (target: Tensor, add: Add): void =>
      row(
        tape,
        'activateBack',
        target,
        [at(target), at(gradient), at(x), at(output), target.stride, kind, add],
        [local(gradient), local(x), local(output)],
        'training',
      );
    // In place where nothing stands there yet: nobody asks for the gradient of the output again.
    if (tape.giveGradient(x, gradient)) back(gradient, 0);
    else tape.contribute(x, back);
  });
  return output;
}
export const sigmoid = (x: Tensor): Tensor => activate(x, 'sigmoid');
export const tanh = (x: Tensor): Tensor => activate(x, 'tanh');

/**
 * In training each number is 0 with probability `rate`, else divided by 1 − rate; which ones is a function of seed, step and place. In
 * answering nothing is left out.
 */
export function dropout(x: Tensor, rate: number): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new LikewiseError('invalid-option', `dropout: the rate must be in [0, 1); got ${rate}.`, { rate });
  if (rate === 0) return x;
  const { tape } = x;
  const key = tape.key();
  const dropped = (target: Tensor, source: Tensor, add: Add, mode: Mode, probability: number): void => {
    const threshold = Math.floor(probability * 2 ** 32) | 0;
    const operands = [at(target), at(source), target.stride, threshold, bits(1 / (1 - probability)), key, add];
    row(tape, 'dropout', target, operands, [local(source)], mode);
  };
  const output = tape.tensor(x.rows, x.width, x.learns);
  dropped(output, x, 0, 'training', rate);
  copied(tape, output, x, 0, 'inference');
  tape.whenBack(output, (gradient) => {
    if (tape.giveGradient(x, gradient)) dropped(gradient, gradient, 0, 'training', rate);
    else tape.contribute(x, (target, add) => dropped(target, gradient, add, 'training', rate));
  });
  return output;
}
