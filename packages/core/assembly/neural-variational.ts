/** Normal distributions in the middle of a network; operands as in src/kernels/reference/neural-variational.ts. */
import { get, set } from './arrays';
import { expOf, logOf } from './exponential';
import { adds, LOSS_HEAD, lossFactor, PREDICTION, predictionAt, put, slopesAt, widthOf } from './neural-losses';
import { bytes, numberOperand, operand, place, placeIfAny } from './neural-record';
import { mix, normal } from './random';

const TWO = LOSS_HEAD + 2 * PREDICTION;

export function kullbackLeibler(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = widthOf(record, 0);
  const addMean = adds(record, 0), addVariance = adds(record, 1);
  for (let r = begin; r < end; r++) {
    const means = predictionAt(record, 0, floats, r), variances = predictionAt(record, 1, floats, r);
    const meanSlopes = slopesAt(record, 0, floats, r), varianceSlopes = slopesAt(record, 1, floats, r);
    let sum: f32 = 0;
    for (let k = 0; k < width; k++) {
      const mean = get<f32>(means, k), logVariance = get<f32>(variances, k), variance = expOf(logVariance), at = (<usize>k) << 2;
      sum += 0.5 * (variance + mean * mean - 1 - logVariance);
      if (meanSlopes != 0) put(meanSlopes + at, factor * mean, addMean);
      if (varianceSlopes != 0) put(varianceSlopes + at, factor * 0.5 * (variance - 1), addVariance);
    }
    set<f32>(losses, r, sum);
  }
}

export function drawNormal(record: usize, floats: usize, seed: i32, step: i32, begin: i32, end: i32): void {
  const stream = <i32>mix(seed + operand(record, 4) * 0x9e3779b1, step), stride = operand(record, 3);
  const out = place(record, 0, floats), means = place(record, 1, floats), variances = place(record, 2, floats);
  for (let k = begin * stride, stop = end * stride; k < stop; k++) {
    set<f32>(out, k, get<f32>(means, k) + expOf(0.5 * get<f32>(variances, k)) * normal(stream, k));
  }
}
export function drawNormalBack(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 4), offset = <usize>begin * stride, length = <usize>(end - begin) * stride, add = operand(record, 5) == 1;
  const target = place(record, 0, floats) + offset, gradient = place(record, 1, floats) + offset;
  const out = place(record, 2, floats) + offset, means = place(record, 3, floats) + offset;
  for (let k: usize = 0; k < length; k += 4) put(target + k, 0.5 * load<f32>(gradient + k) * (load<f32>(out + k) - load<f32>(means + k)), add);
}

export function mixtureDivergence(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = widthOf(record, 0);
  const addDrawn = adds(record, 0), addVariance = adds(record, 1), stride = bytes(record, LOSS_HEAD + 1);
  const priorMeans = place(record, TWO, floats), priorVariances = place(record, TWO + 1, floats), weights = placeIfAny(record, TWO + 2, batch);
  const wide = numberOperand(record, TWO + 6), widePrecision = expOf(-wide);
  const standardLog = logOf(numberOperand(record, TWO + 3)), priorLog = logOf(numberOperand(record, TWO + 4));
  const wideLog = logOf(numberOperand(record, TWO + 5)) - 0.5 * wide;
  for (let r = begin; r < end; r++) {
    const weight: f32 = weights == 0 ? 1 : get<f32>(weights, r), slope = factor * weight;
    const drawn = predictionAt(record, 0, floats, r), variances = predictionAt(record, 1, floats, r);
    const drawnSlopes = slopesAt(record, 0, floats, r), varianceSlopes = slopesAt(record, 1, floats, r);
    const means = priorMeans + <usize>r * stride, logVariances = priorVariances + <usize>r * stride;
    let sum: f32 = 0;
    for (let k = 0; k < width; k++) {
      const at = (<usize>k) << 2, z = get<f32>(drawn, k), apart = z - get<f32>(means, k);
      const logVariance = get<f32>(logVariances, k), precision = expOf(-logVariance);
      const standard = standardLog - 0.5 * z * z;
      const prior = priorLog - 0.5 * (logVariance + apart * apart * precision);
      const broad = wideLog - 0.5 * z * z * widePrecision;
      const most = max(max(standard, prior), broad);
      const ofStandard = expOf(standard - most), ofPrior = expOf(prior - most), ofBroad = expOf(broad - most);
      const all = ofStandard + ofPrior + ofBroad;
      sum -= 0.5 * (1 + get<f32>(variances, k)) + most + logOf(all);
      if (drawnSlopes != 0) put(drawnSlopes + at, slope * ((ofStandard + ofBroad * widePrecision) * z + ofPrior * precision * apart) / all, addDrawn);
      if (varianceSlopes != 0) put(varianceSlopes + at, -0.5 * slope, addVariance);
    }
    set<f32>(losses, r, weight * sum);
  }
}
