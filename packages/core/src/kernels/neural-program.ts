/**
 * The language of the kernel `neuralSteps`: operations, and the records that describe one. assembly/neural-record.ts and
 * assembly/neural-steps.ts know the same numbers.
 *
 * A record is INSTRUCTION_LENGTH words: the operation, the counter of the rows that it is cut over, then its operands. An operand is an
 * offset into the floats, an offset into the inputs of the batch, a counter of the batch, a size, or the bits of a float32. A tensor is
 * an offset and a stride; rows follow each other.
 */

export const INSTRUCTION_LENGTH = 24;
/** First operand of a record. */
export const OPERANDS = 2;
export const TASK_LENGTH = 4;
/** Absent operand. */
export const NONE = -1;

/** Head of every batch: number of the step, learning rate, 1 − β₁ᵗ, 1 − β₂ᵗ; then its counters and scalars, then its inputs. */
export const HEAD = { step: 0, rate: 1, firstCorrection: 2, secondCorrection: 3, counters: 4 } as const;

/** Numbers of the operations; each is described where it is done, in reference/neural-….ts. */
export const OPERATIONS = {
  feed: 0,
  gather: 1,
  copy: 2,
  productNN: 3,
  productNT: 4,
  productTN: 5,
  addBias: 6,
  columnSums: 7,
  activate: 8,
  activateBack: 9,
  dropout: 10,
  rowDots: 11,
  scaleRows: 12,
  scale: 13,
  multiply: 14,
  sumRows: 15,
  scatter: 16,
  scatterAll: 17,
  sgdStep: 18,
  adagradStep: 19,
  adamStep: 20,
  rowSquares: 21,
  addSquares: 22,
  clip: 23,
  squaredError: 24,
  binaryCrossEntropy: 25,
  sparseSquaredError: 26,
  softmaxCrossEntropy: 27,
  multinomial: 28,
  sampledSoftmax: 29,
  generalizedBinary: 30,
  bpr: 31,
  kullbackLeibler: 32,
  drawNormal: 33,
  drawNormalBack: 34,
  bag: 35,
  layerNorm: 36,
  layerNormBack: 37,
  layerNormGains: 38,
  columnMoments: 39,
  batchNorm: 40,
  batchNormBack: 41,
  batchNormGains: 42,
  attention: 43,
  attentionBack: 44,
  runningMoments: 45,
  mixtureDivergence: 46,
} as const;
export type Operation = keyof typeof OPERATIONS;

/** Numbers of the functions of `activate`. */
export const ACTIVATIONS = { relu: 0, elu: 1, gelu: 2, sigmoid: 3, tanh: 4, softplus: 5, swish: 6, leakyRelu: 7, exp: 8 } as const;
export type Activation = keyof typeof ACTIVATIONS;
