/** Normalisation of rows and of columns, in plain TypeScript. */
import { numberOf, type OperationTwin, type OperationTwins, put } from './neural-step.ts';

/** Words of a row's moments: mean and 1 ÷ deviation, padded to 16 bytes. */
const MOMENTS = 4;

const layerNorm: OperationTwin = ({ operands: [y, x, stride, width, gains, biases, moments, epsilon], floats }, begin, end) => {
  for (let r = begin; r < end; r++) {
    let mean = 0;
    for (let k = 0; k < width; k++) mean += floats[x + r * stride + k] / width;
    let variance = 0;
    for (let k = 0; k < width; k++) variance += (floats[x + r * stride + k] - mean) ** 2 / width;
    const inverse = 1 / Math.sqrt(variance + numberOf(epsilon));
    floats[moments + r * MOMENTS] = mean;
    floats[moments + r * MOMENTS + 1] = inverse;
    for (let k = 0; k < width; k++)
      floats[y + r * stride + k] = (floats[x + r * stride + k] - mean) * inverse * floats[gains + k] + floats[biases + k];
  }
};

const layerNormBack: OperationTwin = ({ operands: [dx, dy, x, stride, width, gains, moments, add], floats }, begin, end) => {
  for (let r = begin; r < end; r++) {
    const [mean, inverse] = floats.subarray(moments + r * MOMENTS);
    const slopes = Array.from({ length: width }, (_, k) => floats[dy + r * stride + k] * floats[gains + k]);
    const scaled = Array.from({ length: width }, (_, k) => (floats[x + r * stride + k] - mean) * inverse);
    const average = slopes.reduce((sum, slope) => sum + slope, 0) / width;
    const along = slopes.reduce((sum, slope, k) => sum + slope * scaled[k], 0) / width;
    for (let k = 0; k < width; k++) put(floats, dx + r * stride + k, inverse * (slopes[k] - average - scaled[k] * along), add);
  }
};

const layerNormGains: OperationTwin = ({ operands: [target, add, dy, x, stride, moments, counter], floats, words }, begin, end) => {
  for (let k = begin; k < end; k++) {
    let sum = 0;
    for (let r = 0; r < words[counter]; r++) {
      const [mean, inverse] = floats.subarray(moments + r * MOMENTS);
      sum += floats[dy + r * stride + k] * (floats[x + r * stride + k] - mean) * inverse;
    }
    put(floats, target + k, sum, add);
  }
};

const columnMoments: OperationTwin = ({ operands, floats, words }, begin, end) => {
  const [mean, inverse, x, stride, counter, runningMean, runningVariance, momentum, epsilon] = operands;
  const rows = words[counter];
  for (let k = begin; k < end; k++) {
    let average = 0;
    for (let r = 0; r < rows; r++) average += floats[x + r * stride + k] / rows;
    let variance = 0;
    for (let r = 0; r < rows; r++) variance += (floats[x + r * stride + k] - average) ** 2 / rows;
    floats[mean + k] = average;
    floats[inverse + k] = 1 / Math.sqrt(variance + numberOf(epsilon));
    floats[runningMean + k] += numberOf(momentum) * (average - floats[runningMean + k]);
    const unbiased = (variance * rows) / Math.max(rows - 1, 1);
    floats[runningVariance + k] += numberOf(momentum) * (unbiased - floats[runningVariance + k]);
  }
};
const runningMoments: OperationTwin = ({ operands: [mean, inverse, runningMean, runningVariance, , epsilon], floats }, begin, end) => {
  for (let k = begin; k < end; k++) {
    floats[mean + k] = floats[runningMean + k];
    floats[inverse + k] = 1 / Math.sqrt(floats[runningVariance + k] + numberOf(epsilon));
  }
};

const batchNorm: OperationTwin = ({ operands: [y, x, stride, width, mean, inverse, gains, biases], floats }, begin, end) => {
  for (let r = begin; r < end; r++)
    for (let k = 0; k < width; k++)
      floats[y + r * stride + k] =
        (floats[x + r * stride + k] - floats[mean + k]) * floats[inverse + k] * floats[gains + k] + floats[biases + k];
};
const batchNormGains: OperationTwin = ({ operands: [target, add, dy, x, stride, mean, inverse, counter], floats, words }, begin, end) => {
  for (let k = begin; k < end; k++) {
    let sum = 0;
    for (let r = 0; r < words[counter]; r++)
      sum += floats[dy + r * stride + k] * (floats[x + r * stride + k] - floats[mean + k]) * floats[inverse + k];
    put(floats, target + k, sum, add);
  }
};
const batchNormBack: OperationTwin = ({ operands, floats, words }, begin, end) => {
  const [dx, add, dy, x, stride, width, mean, inverse, gains, gainSlopes, biasSlopes, counter] = operands;
  const rows = words[counter];
  for (let r = begin; r < end; r++) {
    for (let k = 0; k < width; k++) {
      const scaled = (floats[x + r * stride + k] - floats[mean + k]) * floats[inverse + k];
      const slope = floats[dy + r * stride + k] - floats[biasSlopes + k] / rows - (scaled * floats[gainSlopes + k]) / rows;
      put(floats, dx + r * stride + k, floats[gains + k] * floats[inverse + k] * slope, add);
    }
  }
};

export const norms: OperationTwins = {
  layerNorm,
  layerNormBack,
  layerNormGains,
  columnMoments,
  runningMoments,
  batchNorm,
  batchNormGains,
  batchNormBack,
};
