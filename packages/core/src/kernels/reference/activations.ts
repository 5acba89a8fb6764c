/** The functions of `activate`, in plain TypeScript. */
import type { ACTIVATIONS } from '../neural-program.ts';

const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));
const GELU = Math.sqrt(2 / Math.PI);
const inner = (x: number): number => Math.tanh(GELU * (x + 0.044715 * x ** 3));

/** Each activation, and its slope from x and y = f(x). */
export const activationFunctions: Readonly<
  Record<keyof typeof ACTIVATIONS, readonly [f: (x: number) => number, slope: (x: number, y: number) => number]>
> = {
  relu: [(x) => Math.max(x, 0), (_, y) => (y > 0 ? 1 : 0)],
  elu: [(x) => (x > 0 ? x : Math.exp(x) - 1), (_, y) => (y > 0 ? 1 : y + 1)],
  gelu: [(x) => 0.5 * x * (1 + inner(x)), (x) => 0.5 * (1 + inner(x)) + 0.5 * x * (1 - inner(x) ** 2) * GELU * (1 + 3 * 0.044715 * x * x)],
  sigmoid: [sigmoidOf, (_, y) => y * (1 - y)],
  tanh: [Math.tanh, (_, y) => 1 - y * y],
  softplus: [(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), (x) => sigmoidOf(x)],
  swish: [(x) => x * sigmoidOf(x), (x, y) => y + sigmoidOf(x) * (1 - y)],
  leakyRelu: [(x) => (x > 0 ? x : 0.01 * x), (x) => (x > 0 ? 1 : 0.01)],
  exp: [Math.exp, (_, y) => y],
};
