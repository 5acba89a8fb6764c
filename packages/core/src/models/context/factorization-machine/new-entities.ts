/**
 * Vectors of someone or something that training did not have: of attributes, of what a user has, and of the id that is most likely given
 * that, or that the prior expects.
 */
import { intervalShare } from '../../../math/ordered-probit.ts';
import { choleskyFactor, choleskySolve } from '../../../matrix/cholesky.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { StatedProfile } from '../../attributes/attribute-space.ts';
import type { FactorizationMachineOptions } from './options.ts';
import { addContext, addFeatures, type SampledVector } from './predictions.ts';
import type { MachineState } from './samples.ts';

/** Attributes as training weighs them: several levels of one together as much as one. */
function addAttributes(vector: SampledVector, profile: StatedProfile, rows: DenseMatrix, first: number, sampleLength: number): void {
  const { columns, values, levels } = profile;
  columns.forEach((column, k) => {
    addFeatures(vector, rowOf(rows, first + column), values[k] / Math.sqrt(levels[k]), sampleLength);
  });
}

/** An item by its attributes, with the id that the prior expects. */
export function newItemVector({ itemFeatureRows, itemPriors, intercepts }: MachineState, profile: StatedProfile): SampledVector {
  const sampleLength = itemPriors.columns / 2;
  const vector = new Float64Array(intercepts.length * sampleLength);
  addAttributes(vector, profile, itemFeatureRows, 0, sampleLength);
  addFeatures(vector, priorMeans(itemPriors), 1, sampleLength);
  return vector;
}

/**
 * A user by their attributes and by what they have: in each sample the most likely id given that, on average over contexts, or the id
 * that the prior expects where they have nothing. No context is in the vector.
 * @param row items with ratings, or without ratings what they like; `undefined` for nothing
 * @param known 1 for each item that can be scored; [items]
 */
export function newUserVector(
  state: MachineState,
  settings: FactorizationMachineOptions,
  profile: StatedProfile,
  row: FoldInRow | undefined,
  known: Uint8Array,
): SampledVector {
  const { items, intercepts, userFeatureRows, userPriors } = state;
  const sampleLength = settings.factors + 1;
  const vector = new Float64Array(intercepts.length * sampleLength);
  if (settings.userBag)
    for (const itemIndex of row?.indexes ?? [])
      addFeatures(vector, rowOf(userFeatureRows, itemIndex), 1 / Math.sqrt((row as FoldInRow).indexes.length), sampleLength);
  addAttributes(vector, profile, userFeatureRows, settings.userBag ? items.size : 0, sampleLength);
  const id = row === undefined ? priorMeans(userPriors) : likelyIds(state, settings, vector, row, known);
  addFeatures(vector, id, 1, sampleLength);
  return vector;
}

/** Slope of the log-likelihood of an entry at a prediction of a sample, and minus its second derivative, > 0. */
type Loss = (predicted: number, entry: number, sample: number) => { readonly slope: number; readonly curve: number };

/** Items with their targets around 0; without `loss` of squared error. */
interface FoldInProblem extends FoldInRow {
  readonly loss: Loss | undefined;
}

/** What the user has as 1; everything else that is known as 0, weighing together what its draws would. */
function amongOthers(had: Uint32Array, known: Uint8Array, negatives: number): FoldInProblem {
  const values = new Float32Array(known.length);
  for (const itemIndex of had) values[itemIndex] = 1;
  const indexes = Uint32Array.from(known.keys()).filter((itemIndex) => known[itemIndex] === 1);
  const other = Math.fround((negatives * had.length) / Math.max(1, indexes.length - had.length));
  const loss: Loss = (predicted, entry) => {
    const value = values[indexes[entry]];
    const weight = value === 1 ? 1 : other;
    const share = 1 / (1 + Math.exp(-predicted));
    return { slope: weight * (value - share), curve: weight * Math.max(share * (1 - share), 1e-6) };
  };
  return { indexes, values: Float32Array.from(indexes, (itemIndex) => values[itemIndex]), loss };
}

/** Of an ordered probit target; a rating that training did not have counts as the nearest that it had. */
function orderedLoss(ratings: Float32Array, { levels, cutpoints }: MachineState): Loss | undefined {
  if (levels.length === 0) return undefined;
  const classes = Array.from(ratings, (rating) =>
    levels.reduce((best, level, k) => (Math.abs(level - rating) < Math.abs(levels[best] - rating) ? k : best), 0),
  );
  return (predicted, entry, sample) => {
    const from = sample * cutpoints.columns + classes[entry];
    const low = classes[entry] === 0 ? Number.NEGATIVE_INFINITY : cutpoints.values[from - 1] - predicted;
    const high = classes[entry] === cutpoints.columns ? Number.POSITIVE_INFINITY : cutpoints.values[from] - predicted;
    const { lowRatio, highRatio } = intervalShare(low, high);
    const slope = lowRatio - highRatio;
    const curve = slope * slope + (highRatio === 0 ? 0 : high * highRatio) - (lowRatio === 0 ? 0 : low * lowRatio);
    return { slope, curve: Math.max(curve, 1e-6) };
  };
}

/** Means of a new id, sample by sample. */
function priorMeans({ rows, columns, values }: DenseMatrix<Float64Array>): SampledVector {
  const sampleLength = columns / 2;
  return Float64Array.from(
    { length: rows * sampleLength },
    (_, at) => values[Math.floor(at / sampleLength) * columns + (at % sampleLength)],
  );
}

/** In each sample the most likely vector of a new user's id; `vector`: what is known of them without it. */
function likelyIds(
  state: MachineState,
  { negatives }: FactorizationMachineOptions,
  vector: SampledVector,
  row: FoldInRow,
  known: Uint8Array,
): SampledVector {
  const { userPriors, itemRows, intercepts, precisions, meanRating, trainedBy } = state;
  const logistic = state.ratingScale === null;
  const { indexes, values, loss }: FoldInProblem = logistic
    ? amongOthers(row.indexes, known, negatives)
    : { indexes: row.indexes, values: row.values.map((rating) => rating - meanRating), loss: orderedLoss(row.values, state) };
  // For Gibbs samples the prior counts once, for SGD with each step that a user like this takes part in.
  const priorScale = trainedBy === 'gibbs' ? 1 : row.indexes.length * (logistic ? 1 + negatives : 1);
  const around = vector.slice();
  addContext(around, state, []);
  const length = userPriors.columns / 2;
  const factors = length - 1;
  const ids = priorMeans(userPriors);
  for (let sample = 0, at = 0; sample < intercepts.length; sample++, at += length) {
    const prior = userPriors.values.subarray(2 * sample * length, 2 * (sample + 1) * length);
    const id = ids.subarray(at, at + length);
    for (let pass = 0; pass < (loss === undefined ? 1 : 8); pass++) {
      const matrix = new Float64Array(length * length);
      const right = new Float64Array(length);
      for (let f = 0; f < length; f++) {
        matrix[f * length + f] = prior[length + f] * priorScale;
        right[f] = prior[length + f] * priorScale * prior[f];
      }
      const z = new Float64Array(length);
      for (let e = 0; e < indexes.length; e++) {
        const item = indexes[e] * itemRows.columns + at;
        let rest = intercepts[sample] + around[at + factors] + itemRows.values[item + factors];
        let moved = id[factors];
        for (let f = 0; f < factors; f++) {
          const value = itemRows.values[item + f];
          rest += around[at + f] * value;
          z[f] = around[at + f] + value;
          moved += id[f] * z[f];
        }
        z[factors] = 1;
        let weight = precisions[sample];
        let target = values[e] - rest;
        if (loss !== undefined) {
          // Newton: the loss as a parabola around the present prediction.
          const { slope, curve } = loss(rest + moved, e, sample);
          weight = curve;
          target = moved + slope / curve;
        }
        for (let f = 0; f < length; f++) {
          right[f] += weight * target * z[f];
          for (let g = 0; g <= f; g++) matrix[f * length + g] += weight * z[f] * z[g];
        }
      }
      id.set(choleskySolve(choleskyFactor(matrix, length), right, length));
    }
  }
  return ids;
}
