/** Matrix products, and layers of them. */
import { LikewiseError } from '../errors.ts';
import type { Activation } from '../kernels/neural-program.ts';
import { activate } from './elementwise.ts';
import type { Start } from './initialisers.ts';
import type { Network, ParameterOptions } from './network.ts';
import { type Add, at, local, type Parameter, type Tape, type Tensor, whole } from './tape.ts';

/**
 * x · w, or x · wᵀ where `transposed` (a table of item vectors as output weights). w is a parameter or, with fixed rows, a tensor.
 * [x.rows × w.width or w.rows]
 */
export function product(x: Tensor, w: Tensor, { transposed = false }: { readonly transposed?: boolean } = {}): Tensor {
  const { tape } = x;
  const inner = transposed ? w.width : w.rows.size;
  requireWidth('product', x, inner);
  if (!w.rows.fixed) throw new LikewiseError('invalid-option', 'product: rows of the right side must be fixed.', {});
  tape.usedWhole.add(w.storage);
  const output = tape.tensor(x.rows, transposed ? w.rows.size : w.width, x.learns || w.learns);
  multiplied(tape, transposed ? 'productNT' : 'productNN', output, x, w, 0);
  tape.whenBack(output, (gradient) => {
    tape.contribute(w, (target, add) => {
      const [left, right] = transposed ? [gradient, x] : [x, gradient];
      tape.emit(
        {
          operation: 'productTN',
          rows: target.rows,
          operands: [at(target), target.stride, target.width, at(left), left.stride, x.rows.counter, at(right), right.stride, add],
          reads: [whole(left), whole(right)],
          writes: [target.storage],
          work: 2 * x.rows.size * target.width,
        },
        'training',
      );
    });
    tape.contribute(x, (target, add) => multiplied(tape, transposed ? 'productNN' : 'productNT', target, gradient, w, add, 'training'));
  });
  return output;
}

function multiplied(
  tape: Tape,
  operation: 'productNN' | 'productNT',
  target: Tensor,
  left: Tensor,
  right: Tensor,
  add: Add,
  mode: 'both' | 'training' = 'both',
): void {
  tape.emit(
    {
      operation,
      rows: target.rows,
      operands: [at(target), target.stride, target.width, at(left), left.stride, left.width, at(right), right.stride, add],
      reads: [local(left), whole(right)],
      writes: [target.storage],
      work: 2 * left.width * target.width,
    },
    mode,
  );
}

/** x + bias in every row; `bias` has as many rows as x has columns, and width 1. It is added in place: use the result, not x. */
export function addBias(x: Tensor, bias: Parameter): Tensor {
  const { tape } = x;
  requireWidth('addBias', x, bias.rows.size);
  tape.usedWhole.add(bias.storage);
  tape.emit({
    operation: 'addBias',
    rows: x.rows,
    operands: [at(x), x.stride, x.width, at(bias)],
    reads: [local(x), whole(bias)],
    writes: [x.storage],
    work: x.width,
  });
  const output: Tensor = { ...x, learns: x.learns || bias.learns };
  tape.whenBack(output, (gradient) => tape.contribute(bias, (target, add) => columnSums(target, add, gradient)));
  return output;
}

/** target_j += Σ_r x[r][j]. */
export function columnSums(target: Tensor, add: Add, x: Tensor): void {
  x.tape.emit(
    {
      operation: 'columnSums',
      rows: target.rows,
      operands: [at(target), add, at(x), x.stride, x.rows.counter],
      reads: [whole(x)],
      writes: [target.storage],
      work: x.rows.size,
    },
    'training',
  );
}

export interface DenseOptions {
  readonly activation?: Activation | 'linear' | undefined;
  /** Start of the weights. @default glorot-uniform */
  readonly start?: Start | undefined;
  /** Start of every bias, or false for none. @default 0 */
  readonly bias?: number | false | undefined;
  /** Decay of the weights, not of the biases. @default 0 */
  readonly decay?: number | undefined;
  readonly frozen?: boolean | undefined;
}

/** activation(x · W + b) with parameters `name.weight` and `name.bias`. [x.rows × width] */
export function dense(network: Network, name: string, x: Tensor, width: number, options: DenseOptions = {}): Tensor {
  const { activation = 'linear', start = { kind: 'glorot-uniform' }, bias = 0, decay, frozen } = options;
  const shared: Omit<ParameterOptions, 'start'> = { frozen };
  const weight = network.parameter(`${name}.weight`, x.width, width, { start, decay, ...shared });
  let output = product(x, weight);
  if (bias !== false)
    output = addBias(output, network.parameter(`${name}.bias`, width, 1, { start: { kind: 'constant', value: bias }, ...shared }));
  return activation === 'linear' ? output : activate(output, activation);
}

function requireWidth(who: string, x: Tensor, width: number): void {
  if (x.width !== width)
    throw new LikewiseError('invalid-option', `${who}: a tensor of width ${x.width} meets one of ${width}.`, { width: x.width });
}
