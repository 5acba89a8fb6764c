/** One training of autorec: rows of ratings through a hidden layer and back, of which only the ratings that exist are compared. */
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { inPlace } from '../../../matrix/numbered-rows.ts';
import { setAside } from '../../../matrix/set-aside.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import type { Batch } from '../../../neural/batch.ts';
import { addBias, product } from '../../../neural/dense.ts';
import { activate, dropout } from '../../../neural/elementwise.ts';
import { sparseDense } from '../../../neural/embedding.ts';
import { sparseSquaredError } from '../../../neural/losses.ts';
import { Network } from '../../../neural/network.ts';
import { openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import type { EpochProgress } from '../../../neural/train.ts';
import { metEntries, metPart } from '../../autoencoders/met-part.ts';
import { fillRows, type InputDropout, mostEntriesOfBatch } from '../../autoencoders/row-batches.ts';
import { kernelsOf } from '../../contract/define-estimator.ts';
import { type CurvePoint, curvePoint } from '../../contract/learning-curve.ts';
import { type FoundContext, trainAsAsked } from '../../contract/train-as-asked.ts';
import { centerOf } from './code.ts';
import type { AutoRecOptions } from './options.ts';

/** "Row" = what is encoded, an item or a user by `form`; "column" = the other. */
export interface TrainedAutoRec {
  readonly meanRating: number;
  /** V; [columns × factors]; 0 for a column without a rating. */
  readonly encoder: DenseMatrix;
  /** [factors] */
  readonly encoderBias: Float32Array;
  /** W; [columns × factors]. */
  readonly decoder: DenseMatrix;
  /** [columns] */
  readonly decoderBias: Float32Array;
  readonly curve: readonly CurvePoint[];
}

/** @throws LikewiseError `diverged`, `too-large` */
export async function trainAutoRec(
  data: Interactions,
  settings: AutoRecOptions,
  context: FoundContext<TrainedAutoRec>,
): Promise<TrainedAutoRec> {
  const { form, factors, seed } = settings;
  const { kept, heldOut } = setAside(data.userItems, settings.validation, seed);
  const meanRating = meanOf(kept.values);
  const oriented = (ratings: SparseRows): SparseRows => {
    return form === 'item' ? transpose(ratings).matrix : ratings;
  };
  const ofRows = oriented(kept);
  const centers = rowCenters(ofRows, meanRating, settings.damping);
  const whole = centered(ofRows, centers);
  const { matrix, rows: metRows, columns: metColumns } = metPart(whole);
  const held = heldOut && metEntries(centered(oriented(heldOut), centers), metRows, metColumns);
  const batch = Math.min(settings.batchSize, matrix.rows);
  const described = autoRecNetwork(matrix, held, batch, settings);
  const net = await openNetwork(planned(described.network, { optimizer: { kind: 'adam' } }), await kernelsOf(context), { seed });
  try {
    const { rows, input, targets } = described;
    const noise = { rate: settings.inputDropout, seed };
    const fillFrom = (compared: SparseRows, dropped?: InputDropout) => (into: Batch, examples: Uint32Array, begin: number, end: number) => {
      const which = { examples, begin, end };
      fillRows(into, input, matrix, which, dropped);
      fillRows(into, targets, compared, which);
      into.count(rows, end - begin);
    };
    const rmseOf = (loss: number, { indexes }: SparseRows): number =>
      // The loss of an epoch is the mean of what its batches sum up.
      Math.sqrt((loss * Math.ceil(matrix.rows / batch)) / indexes.length);
    const training = {
      owner: 'autoRec',
      examples: matrix.rows,
      batch,
      fill: fillFrom(matrix, noise),
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      schedule: { kind: settings.schedule },
      validation: held && { examples: matrix.rows, fill: fillFrom(held) },
      patience: held && settings.patience - 1,
      seed,
      point: (progress: EpochProgress) =>
        curvePoint(progress, { rmse: rmseOf(progress.loss, matrix) }, { rmse: held && rmseOf(progress.validationLoss as number, held) }),
      found(curve: readonly CurvePoint[]): TrainedAutoRec {
        const values = net.parameters();
        return {
          meanRating,
          encoder: inPlace(values.encoder, factors, metColumns, whole.columns),
          encoderBias: values.encoderBias,
          decoder: inPlace(values.decoder, factors, metColumns, whole.columns),
          decoderBias: inPlace(values.decoderBias, 1, metColumns, whole.columns).values,
          curve,
        };
      },
    };
    return await trainAsAsked(net, training, settings, data, context);
  } finally {
    net.close();
  }
}

/** Mean of the ratings of each row, `damping` ratings at the overall mean among them; [rows]. */
function rowCenters({ rows, pointers, values }: SparseRows, mean: number, damping: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => centerOf(values.subarray(pointers[row], pointers[row + 1]), mean, damping));
}

function centered({ values, ...pattern }: SparseRows, centers: Float32Array): SparseRows {
  const less = values.slice();
  for (let row = 0; row < pattern.rows; row++)
    for (let e = pattern.pointers[row]; e < pattern.pointers[row + 1]; e++) less[e] -= centers[row];
  return { ...pattern, values: less };
}

function autoRecNetwork(matrix: SparseRows, held: SparseRows | undefined, batch: number, settings: AutoRecOptions) {
  const { factors, activation } = settings;
  const network = new Network();
  const rows = network.rows('rows of a batch', batch);
  const entries = mostEntriesOfBatch(matrix, batch);
  const input = network.sparseRows('input', rows, entries, { valued: true });
  const targets = network.sparseRows('targets', rows, Math.max(entries, held === undefined ? 0 : mostEntriesOfBatch(held, batch)), {
    valued: true,
  });
  // A batch sums its squared errors, and so bears its share of ½ λ (‖V‖² + ‖W‖²).
  const weights = { decay: (settings.regularization * batch) / matrix.rows, everyRow: true } as const;
  const zero = { start: { kind: 'constant', value: 0 } } as const;
  const sums = sparseDense(input, network.parameter('encoder', matrix.columns, factors, { ...weights, start: { kind: 'glorot-uniform' } }));
  const biased = addBias(sums, network.parameter('encoderBias', factors, 1, zero));
  const code = dropout(activation === 'identity' ? biased : activate(biased, activation), settings.dropout);
  // From 0: training begins at the center of each row.
  const scores = product(code, network.parameter('decoder', matrix.columns, factors, { ...weights, ...zero }), { transposed: true });
  sparseSquaredError(addBias(scores, network.parameter('decoderBias', matrix.columns, 1, zero)), targets, { over: 'sum' });
  return { network, rows, input, targets };
}
