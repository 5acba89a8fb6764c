/** Gibbs sampling of a factorization machine, one chain after the other: noise, intercept, priors, then every coordinate of every feature, again and again. */
import type { Interactions } from '../../../data/interactions.ts';
import { float32, float64, type Kernels } from '../../../kernels/kernels.ts';
import { gamma } from '../../../math/gamma.ts';
import { millsTable } from '../../../math/mills-ratio.ts';
import { seededRandom } from '../../../math/random.ts';
import type { FitContext } from '../../contract/estimator.ts';
import type { Block, Numbering } from './blocks.ts';
import { drawPrior } from './hyperparameters.ts';
import { type KeptSamples, SampleKeeper } from './kept.ts';
import { drawCutpoints, type OrderedTarget, startCutpoints } from './ordered.ts';
import { sweepTasks } from './tasks.ts';

export interface GibbsSettings {
  readonly factors: number;
  readonly chains: number;
  readonly samples: number;
  readonly burnIn: number;
  readonly thinning: number;
  readonly seed: number;
}

const CHUNKS = 64;
/** Coordinates of a feature in the kernels: factors and the weight, up to a multiple of 4. */
export const widthOf = (factors: number): number => Math.ceil((factors + 1) / 4) * 4;
/** Spread of the first draw. */
const START_DEVIATION = 0.1;

/** @param targets what is predicted: numbers around 0, [interactions], or classes in order */
export async function gibbs(
  train: Interactions,
  blocks: readonly Block[],
  numbering: Numbering,
  targets: Float32Array | OrderedTarget,
  { factors, chains, samples, burnIn, thinning, seed }: GibbsSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<KeptSamples> {
  const width = widthOf(factors);
  const { interactions, rows, features, featureStarts } = numbering;
  const ordered = targets instanceof Float32Array ? undefined : targets;
  const classes = ordered?.levels.length ?? 1;
  const keeper = new SampleKeeper(blocks, numbering, factors, width, chains * samples, classes - 1);
  const table = sweepTasks(blocks, numbering, factors);
  const groups = blocks.flatMap((block, b) =>
    block.groups.map(({ begin, end }) => ({ begin: featureStarts[b] + begin, end: featureStarts[b] + end })),
  );
  const session = await kernels.open(
    {
      tasks: table.tasks,
      rowOf: numbering.rowOf,
      pointers: numbering.pointers,
      indexes: numbering.indexes,
      values: numbering.values,
      featurePointers: numbering.featurePointers,
      featureRows: numbering.featureRows,
      featureValues: numbering.featureValues,
      rowPointers: numbering.rowPointers,
      rowEntries: numbering.rowEntries,
      // A latent value is drawn around the prediction, whose own error is its negative.
      targets: targets instanceof Float32Array ? targets : new Float32Array(interactions),
      codes: ordered?.codes ?? new Uint32Array(0),
      cutpoints: float64(classes - 1),
      table: ordered === undefined ? new Float64Array(0) : millsTable(),
      curves: float64(ordered === undefined ? 0 : CHUNKS * (3 * classes - 2)),
      features: float32(features * width),
      rows: float32(rows * width),
      biases: float32(rows),
      records: float32(rows * 8),
      residuals: float32(interactions * 2),
      priors: float32(groups.length * width * 2),
      sums: float64(CHUNKS * 2),
    },
    { scratchBytes: width * 4 },
  );
  try {
    const a = session.arrays;
    const refresh = async (intercept: number): Promise<{ error: number; squares: number }> => {
      await session.run('machineRows', [a.pointers, a.indexes, a.values, a.features, a.rows, a.biases, factors, width], {
        rows,
        costs: a.pointers,
        signal,
      });
      a.sums.fill(0);
      await session.run(
        'machineErrors',
        [a.rowOf, blocks.length, interactions, a.rows, a.biases, a.targets, intercept, width, a.residuals, a.sums],
        { rows: interactions, grain: 1024, maxChunks: CHUNKS, signal },
      );
      let error = 0;
      let squares = 0;
      for (let chunk = 0; chunk < CHUNKS; chunk++) {
        error += a.sums[2 * chunk];
        squares += a.sums[2 * chunk + 1];
      }
      return { error, squares };
    };
    const curveAt = async (cutpoints: Float64Array): Promise<Float64Array> => {
      a.cutpoints.set(cutpoints);
      a.curves.fill(0);
      await session.run('orderedCurve', [a.codes, a.residuals, a.cutpoints, classes, a.table, a.curves], {
        rows: interactions,
        grain: 1024,
        maxChunks: CHUNKS,
        signal,
      });
      const length = 3 * classes - 2;
      return Float64Array.from({ length }, (_, at) => {
        let sum = 0;
        for (let chunk = 0; chunk < CHUNKS; chunk++) sum += a.curves[chunk * length + at];
        return sum;
      });
    };
    const sweeps = burnIn + samples * thinning;
    for (let chain = 0; chain < chains; chain++) {
      // The first chain is the one that runs alone.
      const random = seededRandom(seed, chain === 0 ? 'factorization-machine' : `factorization-machine ${chain}`);
      for (let at = 0; at < a.features.length; at += width)
        for (let f = 0; f <= factors; f++) a.features[at + f] = f < factors ? START_DEVIATION * random.normal() : 0;
      a.priors.fill(0);
      let intercept = 0;
      let cutpoints = ordered === undefined ? new Float64Array(0) : startCutpoints(ordered);
      let logLikelihood = 0;
      let state = await refresh(intercept);
      for (let sweep = 1; sweep <= sweeps; sweep++) {
        signal?.throwIfAborted();
        const before = intercept;
        let precision = 1;
        if (ordered === undefined) {
          precision = gamma(random, (1 + interactions) / 2, 2 / (1 + state.squares));
          const strength = precision * interactions + 1;
          intercept = (precision * (state.error + interactions * before)) / strength + random.normal() / Math.sqrt(strength);
        } else {
          ({ cutpoints, logLikelihood } = await drawCutpoints(cutpoints, random, curveAt));
          a.cutpoints.set(cutpoints);
          await session.run('orderedLatent', [a.codes, a.residuals, a.cutpoints, classes, a.table, random.bits() | 0], {
            rows: interactions,
            grain: 1024,
            signal,
          });
        }
        groups.forEach(({ begin, end }, group) => {
          for (let coordinate = 0; coordinate <= factors; coordinate++) {
            const at = (group * width + coordinate) * 2;
            [a.priors[at], a.priors[at + 1]] = drawPrior(a.features, begin, end, width, coordinate, a.priors[at], random);
          }
        });
        await session.run(
          'machineSweep',
          [
            a.tasks,
            blocks.length,
            interactions,
            a.rowOf,
            a.rowPointers,
            a.rowEntries,
            a.featurePointers,
            a.featureRows,
            a.featureValues,
            a.features,
            a.rows,
            a.records,
            a.residuals,
            a.priors,
            precision,
            intercept - before,
            factors,
            width,
            random.bits() | 0,
          ],
          { rows: table.count, grain: 1, meetAt: table.meetAt, signal },
        );
        state = await refresh(intercept);
        const drawn = sweep - burnIn;
        if (drawn > 0 && drawn % thinning === 0)
          keeper.keep(chain * samples + drawn / thinning - 1, {
            features: a.features,
            rows: a.rows,
            biases: a.biases,
            intercept,
            precision,
            priors: a.priors,
            cutpoints,
          });
        await onEpoch?.({
          epoch: chain * sweeps + sweep,
          epochs: chains * sweeps,
          figures:
            ordered === undefined
              ? { trainRmse: Math.sqrt(state.squares / train.size), noisePrecision: precision }
              : { logLoss: -logLikelihood / interactions },
        });
      }
    }
    return keeper.kept;
  } finally {
    session.close();
  }
}
