/**
 * How parameters move. For tables with sparse gradients every step touches the rows that the batch met and no other: moments of a row stand
 * still while it is not met (as LazyAdam), and decay acts where it is met.
 */
import { LikewiseError } from '../errors.ts';
import { NONE } from '../kernels/neural-program.ts';
import { at, bits, type Dimension, type Operand, type Parameter, type Place, type Tensor } from './tape.ts';

/** SGD with momentum (Polyak 1964), Nesterov's form as Sutskever et al., ICML 2013: v ← μ v + g; w ← w − γ v, or w − γ (g + μ v). */
interface Sgd {
  readonly kind: 'sgd';
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
}
/** Duchi, Hazan, Singer, JMLR 2011: s ← s + g²; w ← w − γ g / (√s + ε). */
interface Adagrad {
  readonly kind: 'adagrad';
  /** ε; @default 1e-10 */
  readonly epsilon?: number | undefined;
}
/**
 * Kingma, Ba, ICLR 2015: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − γ m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and v̂ likewise, t
 * the number of the step for every row. `decoupled` λ: w ← w − γ λ w before it (Loshchilov, Hutter, ICLR 2019).
 */
interface Adam {
  readonly kind: 'adam';
  /** β₁; @default 0.9 */
  readonly beta1?: number | undefined;
  /** β₂; @default 0.999 */
  readonly beta2?: number | undefined;
  /** ε; @default 1e-8 */
  readonly epsilon?: number | undefined;
  /** λ of the decoupled decay. @default 0 */
  readonly decoupled?: number | undefined;
}
export type Optimizer = Sgd | Adagrad | Adam;

/** Rows of a parameter and of its gradient: all, or those that a batch meets, by their numbers. */
export interface Met {
  readonly rows: Dimension;
  readonly ids: Place | undefined;
}

/** Writes the step of one parameter. `scale` [1] multiplies gradients, where they are clipped. Returns its moments. */
export function emitStep(optimizer: Optimizer, parameter: Parameter, gradient: Tensor, met: Met, scale: Tensor | undefined): Tensor[] {
  checkOptimizer(optimizer);
  const { tape, stride } = parameter;
  const moment = (): Tensor => tape.tensor(parameter.rows, parameter.width, false, 'lasting');
  const [operation, moments, own] = ((): readonly ['sgdStep' | 'adagradStep' | 'adamStep', Tensor[], Operand[]] => {
    if (optimizer.kind === 'sgd') {
      const { momentum = 0, nesterov = false } = optimizer;
      const velocity = momentum === 0 ? undefined : moment();
      return ['sgdStep', velocity ? [velocity] : [], [velocity ? at(velocity) : NONE, bits(momentum), nesterov ? 1 : 0]];
    }
    if (optimizer.kind === 'adagrad') {
      const squares = moment();
      return ['adagradStep', [squares], [at(squares), bits(optimizer.epsilon ?? 1e-10)]];
    }
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decoupled = 0 } = optimizer;
    const [first, second] = [moment(), moment()];
    return ['adamStep', [first, second], [at(first), at(second), bits(beta1), bits(beta2), bits(epsilon), bits(decoupled)]];
  })();
  // Rows of a sparse step are numbered by the batch: the parameter's own rows may be anywhere.
  const apart = met.ids === undefined;
  tape.emit(
    {
      operation,
      rows: met.rows,
      operands: [
        at(parameter),
        at(gradient),
        stride,
        met.ids ?? NONE,
        scale === undefined ? NONE : at(scale),
        bits(parameter.decay),
        ...own,
      ],
      reads: [
        { storage: gradient.storage, local: true },
        ...(scale === undefined ? [] : [{ storage: scale.storage, local: false }]),
        ...[parameter, ...moments].map(({ storage }) => ({ storage, local: apart })),
      ],
      writes: [parameter.storage, ...moments.map(({ storage }) => storage)],
      work: 8 * parameter.width,
    },
    'training',
  );
  return moments;
}

function checkOptimizer(optimizer: Optimizer): void {
  const inside = (name: string, value: number | undefined, low: number, high: number): void => {
    if (value === undefined || (value >= low && value < high)) return;
    throw new LikewiseError('invalid-option', `${optimizer.kind}: ${name} must be in [${low}, ${high}); got ${value}.`, { [name]: value });
  };
  if (optimizer.kind === 'sgd') inside('momentum', optimizer.momentum, 0, 1);
  else inside('epsilon', optimizer.epsilon, 0, Number.POSITIVE_INFINITY);
  if (optimizer.kind !== 'adam') return;
  inside('beta1', optimizer.beta1, 0, 1);
  inside('beta2', optimizer.beta2, 0, 1);
  inside('decoupled', optimizer.decoupled, 0, Number.POSITIVE_INFINITY);
}
