/** Operations of networks on rows, in plain TypeScript. Operands stand in the order that neural/ writes them. */
import { ACTIVATIONS, NONE } from '../neural-program.ts';
import { activationFunctions } from './activations.ts';
import { numberOf, type OperationTwin, type OperationTwins, put } from './neural-step.ts';
import { mix } from './rows.ts';

const feed: OperationTwin = ({ operands: [out, stride, width, source], floats, numbers }, begin, end) => {
  for (let r = begin; r < end; r++) for (let k = 0; k < width; k++) floats[out + r * stride + k] = numbers[source + r * width + k];
};

const gather: OperationTwin = ({ operands: [out, outStride, width, table, stride, ids], floats, words }, begin, end) => {
  for (let r = begin; r < end; r++) {
    const id = words[ids + r];
    for (let k = 0; k < width; k++) floats[out + r * outStride + k] = id < 0 ? 0 : floats[table + id * stride + k];
  }
};

const bag: OperationTwin = ({ operands, floats, words, numbers }, begin, end) => {
  const [out, outStride, width, table, stride, pointers, indexes, values] = operands;
  for (let r = begin; r < end; r++) {
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let e = words[pointers + r]; e < words[pointers + r + 1]; e++)
        sum += (values === NONE ? 1 : numbers[values + e]) * floats[table + words[indexes + e] * stride + k];
      floats[out + r * outStride + k] = sum;
    }
  }
};

const copy: OperationTwin = ({ operands: [out, outStride, source, stride, width, add], floats }, begin, end) => {
  for (let r = begin; r < end; r++)
    for (let k = 0; k < width; k++) put(floats, out + r * outStride + k, floats[source + r * stride + k], add);
};

/** c = a · b, the element p, j of b at b + p · rowStep + j · columnStep. */
function multiplied(rowStep: (stride: number) => number, columnStep: (stride: number) => number): OperationTwin {
  return ({ operands: [c, cStride, n, a, aStride, depth, b, bStride, add], floats }, begin, end) => {
    for (let r = begin; r < end; r++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < depth; p++) sum += floats[a + r * aStride + p] * floats[b + p * rowStep(bStride) + j * columnStep(bStride)];
        put(floats, c + r * cStride + j, sum, add);
      }
    }
  };
}
const one = (): number => 1;
const stride = (value: number): number => value;

/** c = aᵀ · b over the rows that the batch has. */
const productTN: OperationTwin = ({ operands, floats, words }, begin, end) => {
  const [c, cStride, n, a, aStride, counter, b, bStride, add] = operands;
  const depth = words[counter];
  for (let i = begin; i < end; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let r = 0; r < depth; r++) sum += floats[a + r * aStride + i] * floats[b + r * bStride + j];
      put(floats, c + i * cStride + j, sum, add);
    }
  }
};

const addBias: OperationTwin = ({ operands: [y, yStride, width, bias], floats }, begin, end) => {
  for (let r = begin; r < end; r++) for (let k = 0; k < width; k++) floats[y + r * yStride + k] += floats[bias + k];
};

const columnSums: OperationTwin = ({ operands: [out, add, x, xStride, counter], floats, words }, begin, end) => {
  for (let j = begin; j < end; j++) {
    let sum = 0;
    for (let r = 0; r < words[counter]; r++) sum += floats[x + r * xStride + j];
    put(floats, out + j, sum, add);
  }
};

const byNumber = new Map(
  Object.entries(activationFunctions).map(([name, pair]) => [ACTIVATIONS[name as keyof typeof ACTIVATIONS] as number, pair]),
);

const activate: OperationTwin = ({ operands: [y, x, step, kind], floats }, begin, end) => {
  const [f] = byNumber.get(kind)!;
  for (let k = begin * step; k < end * step; k++) floats[y + k] = f(floats[x + k]);
};
const activateBack: OperationTwin = ({ operands: [dx, dy, x, y, step, kind, add], floats }, begin, end) => {
  const [, slope] = byNumber.get(kind)!;
  for (let k = begin * step; k < end * step; k++) put(floats, dx + k, floats[dy + k] * slope(floats[x + k], floats[y + k]), add);
};

const dropout: OperationTwin = ({ operands: [out, source, step, threshold, factor, key, add], floats, seed, step: number }, begin, end) => {
  const stream = mix(seed + Math.imul(key, 0x9e3779b1), number) | 0;
  for (let k = begin * step; k < end * step; k++)
    put(floats, out + k, mix(stream, k) >= threshold >>> 0 ? floats[source + k] * numberOf(factor) : 0, add);
};

const rowDots: OperationTwin = ({ operands: [out, outStride, a, aStride, b, bStride, width, add], floats }, begin, end) => {
  for (let r = begin; r < end; r++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += floats[a + r * aStride + k] * floats[b + r * bStride + k];
    put(floats, out + r * outStride, sum, add);
  }
};
const scaleRows: OperationTwin = ({ operands: [out, outStride, x, xStride, width, factor, factorStride, add], floats }, begin, end) => {
  for (let r = begin; r < end; r++)
    for (let k = 0; k < width; k++)
      put(floats, out + r * outStride + k, floats[factor + r * factorStride] * floats[x + r * xStride + k], add);
};
const scale: OperationTwin = ({ operands: [out, x, step, factor, scalar, add], floats, numbers }, begin, end) => {
  const times = numberOf(factor) * (scalar === NONE ? 1 : numbers[scalar]);
  for (let k = begin * step; k < end * step; k++) put(floats, out + k, times * floats[x + k], add);
};
const multiply: OperationTwin = ({ operands: [out, a, b, step, add], floats }, begin, end) => {
  for (let k = begin * step; k < end * step; k++) put(floats, out + k, floats[a + k] * floats[b + k], add);
};

/** Rows of a sparse gradient: row q is that of table row ids_q. */
const scatter: OperationTwin = ({ operands, floats, words, numbers }, begin, end) => {
  const [target, targetStride, width, source, sourceStride, pointers, places, values, add] = operands;
  for (let q = begin; q < end; q++) {
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let p = words[pointers + q]; p < words[pointers + q + 1]; p++)
        sum += (values === NONE ? 1 : numbers[values + p]) * floats[source + words[places + p] * sourceStride + k];
      put(floats, target + q * targetStride + k, sum, add);
    }
  }
};
/** The same into a gradient of all rows; ids ascend. */
const scatterAll: OperationTwin = (context, begin, end) => {
  const { operands, floats, words } = context;
  const [target, targetStride, width] = operands;
  const [add, ids, counter] = operands.subarray(8);
  if (add === 0) floats.fill(0, target + begin * targetStride, target + end * targetStride);
  const one = operands.slice();
  one[8] = 1;
  for (let q = 0; q < words[counter]; q++) {
    const row = words[ids + q];
    if (row < begin || row >= end) continue;
    one[0] = target + (row - q) * targetStride;
    one[2] = width;
    scatter({ ...context, operands: one }, q, q + 1);
  }
};

export const operations: OperationTwins = {
  feed,
  gather,
  bag,
  copy,
  productNN: multiplied(stride, one),
  productNT: multiplied(one, stride),
  productTN,
  addBias,
  columnSums,
  activate,
  activateBack,
  dropout,
  rowDots,
  scaleRows,
  scale,
  multiply,
  scatter,
  scatterAll,
};
