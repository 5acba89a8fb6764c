/** Activations outside of kernels, with the same bits on every host. */
import { portableExp } from '../../math/portable.ts';

export const CODE_ACTIVATIONS = ['sigmoid', 'tanh', 'relu', 'identity'] as const;
export type CodeActivation = (typeof CODE_ACTIVATIONS)[number];

export const codeFunctions: Readonly<Record<CodeActivation | 'swish', (x: number) => number>> = {
  sigmoid: (x) => 1 / (1 + portableExp(-x)),
  tanh: (x) => 1 - 2 / (1 + portableExp(2 * x)),
  relu: (x) => Math.max(x, 0),
  identity: (x) => x,
  swish: (x) => x / (1 + portableExp(-x)),
};
