/** The interpreter of neural networks; see src/kernels/signatures/neural.ts and src/kernels/neural-program.ts. */
import { attention, attentionBack } from './neural-attention';
import { activate, activateBack, dropout } from './neural-functions';
import { binaryCrossEntropy, sparseSquaredError, squaredError, sumRows } from './neural-losses';
import { batchNorm, batchNormBack, batchNormGains, columnMoments, layerNorm, layerNormBack, layerNormGains, runningMoments } from './neural-norms';
import { adagradStep, adamStep, addSquares, clip, rowSquares, sgdStep } from './neural-optimizers';
import { addBias, columnSums, productNN, productNT, productTN } from './neural-products';
import { bpr, generalizedBinary, multinomial, sampledSoftmax, softmaxCrossEntropy } from './neural-ranking-losses';
import { INSTRUCTION_BYTES, STEP, TASK_BYTES } from './neural-record';
import { bag, copy, feed, gather, multiply, rowDots, scale, scaleRows } from './neural-rows';
import { scatter, scatterAll } from './neural-scatter';
import { drawNormal, drawNormalBack, kullbackLeibler, mixtureDivergence } from './neural-variational';

export function neuralSteps(
  taskList: usize, tasks: i32, records: usize, floats: usize, inputs: usize, inputWords: i32, sums: usize, sumCount: i32, seed: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) {
    const batch = inputs + ((<usize>(row / tasks) * <usize>inputWords) << 2);
    const batchSums = sums + ((<usize>(row / tasks) * <usize>sumCount) << 3);
    const task = taskList + <usize>(row % tasks) * TASK_BYTES;
    const first = records + <usize>load<i32>(task) * INSTRUCTION_BYTES;
    const last = records + <usize>load<i32>(task, 4) * INSTRUCTION_BYTES;
    const from = load<i32>(task, 8), to = load<i32>(task, 12);
    for (let record = first; record < last; record += INSTRUCTION_BYTES) {
      const live = min(to, load<i32>(batch + ((<usize>load<i32>(record, 4)) << 2)));
      if (from < live) execute(record, floats, batch, batchSums, seed, from, live, scratch);
      // What covers rows that the batch lacks has nothing to do; sums of nothing are still 0.
    }
  }
  return 0;
}

function execute(record: usize, floats: usize, batch: usize, sums: usize, seed: i32, begin: i32, end: i32, scratch: usize): void {
  const step = load<i32>(batch + (STEP << 2));
  switch (load<i32>(record)) {
    case 0: feed(record, floats, batch, begin, end); break;
    case 1: gather(record, floats, batch, begin, end); break;
    case 2: copy(record, floats, begin, end); break;
    case 3: productNN(record, floats, begin, end, scratch); break;
    case 4: productNT(record, floats, begin, end); break;
    case 5: productTN(record, floats, batch, begin, end, scratch); break;
    case 6: addBias(record, floats, begin, end); break;
    case 7: columnSums(record, floats, batch, begin, end); break;
    case 8: activate(record, floats, begin, end); break;
    case 9: activateBack(record, floats, begin, end); break;
    case 10: dropout(record, floats, seed, step, begin, end); break;
    case 11: rowDots(record, floats, begin, end); break;
    case 12: scaleRows(record, floats, begin, end); break;
    case 13: scale(record, floats, batch, begin, end); break;
    case 14: multiply(record, floats, begin, end); break;
    case 15: sumRows(record, floats, batch, sums); break;
    case 16: scatter(record, floats, batch, begin, end); break;
    case 17: scatterAll(record, floats, batch, begin, end); break;
    case 18: sgdStep(record, floats, batch, begin, end); break;
    case 19: adagradStep(record, floats, batch, begin, end); break;
    case 20: adamStep(record, floats, batch, begin, end); break;
    case 21: rowSquares(record, floats, begin, end); break;
    case 22: addSquares(record, floats, batch, sums); break;
    case 23: clip(record, floats, sums); break;
    case 24: squaredError(record, floats, batch, begin, end); break;
    case 25: binaryCrossEntropy(record, floats, batch, begin, end); break;
    case 26: sparseSquaredError(record, floats, batch, begin, end); break;
    case 27: softmaxCrossEntropy(record, floats, batch, begin, end); break;
    case 28: multinomial(record, floats, batch, begin, end); break;
    case 29: sampledSoftmax(record, floats, batch, begin, end); break;
    case 30: generalizedBinary(record, floats, batch, begin, end); break;
    case 31: bpr(record, floats, batch, begin, end); break;
    case 32: kullbackLeibler(record, floats, batch, begin, end); break;
    case 33: drawNormal(record, floats, seed, step, begin, end); break;
    case 34: drawNormalBack(record, floats, begin, end); break;
    case 35: bag(record, floats, batch, begin, end); break;
    case 36: layerNorm(record, floats, begin, end); break;
    case 37: layerNormBack(record, floats, begin, end); break;
    case 38: layerNormGains(record, floats, batch, begin, end); break;
    case 39: columnMoments(record, floats, batch, begin, end); break;
    case 40: batchNorm(record, floats, begin, end); break;
    case 41: batchNormBack(record, floats, batch, begin, end); break;
    case 42: batchNormGains(record, floats, batch, begin, end); break;
    case 43: attention(record, floats, batch, seed, step, begin, end, scratch); break;
    case 44: attentionBack(record, floats, batch, seed, step, begin, end, scratch); break;
    case 45: runningMoments(record, floats, begin, end); break;
    case 46: mixtureDivergence(record, floats, batch, begin, end); break;
    default: unreachable();
  }
}
