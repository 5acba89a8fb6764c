/** Gibbs sampling of a factorization machine: what is drawn, each given everything else. The order of draws stands in the head file. */
import { float32, float64, type Kernels, paddedFactors } from '../../../kernels/kernels.ts';
import { gamma } from '../../../math/gamma.ts';
import { millsTable } from '../../../math/mills-ratio.ts';
import { type Random, seededRandom } from '../../../math/random.ts';
import type { FitContext } from '../../contract/estimator.ts';
import type { Block } from './blocks.ts';
import { type Numbering, sweepTasks } from './layout.ts';
import type { FactorizationMachineOptions } from './options.ts';
import { drawCutpoints, type OrderedTarget, startCutpoints } from './ordered-probit.ts';
import { type KeptSamples, sampleKeeper } from './samples.ts';

export interface GibbsSampler {
  readonly kept: KeptSamples;
  /** The start of a chain, from a random stream of its own. */
  start(chain: number): Promise<void>;
  /** α, then w₀. */
  drawNoiseAndIntercept(): void;
  /** Of an ordered probit target: the cutpoints with the latent values summed out, then the latent values. */
  drawCutpointsAndLatentValues(): Promise<void>;
  /** μ and λ of each group and coordinate. */
  drawPriors(): void;
  /** Every coordinate of every feature. */
  drawFeatures(): Promise<void>;
  keep(sample: number): void;
  figures(): Readonly<Record<string, number>>;
  close(): void;
}

const CHUNKS = 64;
/** Spread of the first draw. */
const START_DEVIATION = 0.1;

/**
 * @param targets what is predicted: numbers around 0, [interactions], or classes in order
 * @throws LikewiseError `too-large`
 */
export async function gibbsSampler(
  blocks: readonly Block[],
  numbering: Numbering,
  targets: Float32Array | OrderedTarget,
  settings: FactorizationMachineOptions,
  kernels: Kernels,
  { signal }: FitContext,
): Promise<GibbsSampler> {
  const { factors, chains, samples, seed } = settings;
  const width = paddedFactors(factors + 1);
  const { interactions, rows, features, rowStarts: _, featureStarts, ...arrays } = numbering;
  const ordered = targets instanceof Float32Array ? undefined : targets;
  const classes = ordered?.levels.length ?? 1;
  const { kept, keep } = sampleKeeper(blocks, numbering, settings, chains * samples, classes - 1);
  const table = sweepTasks(blocks, numbering, factors);
  const groups = blocks.flatMap((block, b) =>
    block.groups.map(({ begin, end }) => ({ begin: featureStarts[b] + begin, end: featureStarts[b] + end })),
  );
  const session = await kernels.open(
    {
      tasks: table.tasks,
      ...arrays,
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
  const a = session.arrays;
  const byInteraction = { rows: interactions, grain: 1024, signal };
  let random: Random;
  let precision = 1;
  let intercept = 0;
  /** By how much the intercept moved since the errors were computed. */
  let shift = 0;
  let cutpoints: Float64Array = new Float64Array(0);
  let logLikelihood = 0;
  let errors = { sum: 0, squares: 0 };

  /** Rows, then errors, from the features. */
  async function refresh(): Promise<void> {
    const rowArguments = [a.pointers, a.indexes, a.values, a.features, a.rows, a.biases, factors, width] as const;
    await session.run('machineRows', [...rowArguments], { rows, costs: a.pointers, signal });
    a.sums.fill(0);
    await session.run(
      'machineErrors',
      [a.rowOf, blocks.length, interactions, a.rows, a.biases, a.targets, intercept, width, a.residuals, a.sums],
      { ...byInteraction, maxChunks: CHUNKS },
    );
    const [sum, squares] = sumOfChunks(a.sums, 2);
    errors = { sum, squares };
    shift = 0;
  }

  async function curveAt(at: Float64Array): Promise<Float64Array> {
    a.cutpoints.set(at);
    a.curves.fill(0);
    const curveArguments = [a.codes, a.residuals, a.cutpoints, classes, a.table, a.curves] as const;
    await session.run('orderedCurve', [...curveArguments], { ...byInteraction, maxChunks: CHUNKS });
    return sumOfChunks(a.curves, 3 * classes - 2);
  }

  return {
    kept,
    async start(chain) {
      // The first chain is the one that runs alone.
      random = seededRandom(seed, chain === 0 ? 'factorization-machine' : `factorization-machine ${chain}`);
      for (let at = 0; at < a.features.length; at += width)
        for (let f = 0; f <= factors; f++) a.features[at + f] = f < factors ? START_DEVIATION * random.normal() : 0;
      a.priors.fill(0);
      intercept = 0;
      cutpoints = ordered === undefined ? new Float64Array(0) : startCutpoints(ordered);
      await refresh();
    },
    drawNoiseAndIntercept() {
      const before = intercept;
      precision = gamma(random, (1 + interactions) / 2, 2 / (1 + errors.squares));
      const strength = precision * interactions + 1;
      intercept = (precision * (errors.sum + interactions * before)) / strength + random.normal() / Math.sqrt(strength);
      shift = intercept - before;
    },
    async drawCutpointsAndLatentValues() {
      ({ cutpoints, logLikelihood } = await drawCutpoints(cutpoints, random, curveAt));
      a.cutpoints.set(cutpoints);
      const latentArguments = [a.codes, a.residuals, a.cutpoints, classes, a.table, random.bits() | 0] as const;
      await session.run('orderedLatent', [...latentArguments], byInteraction);
    },
    drawPriors() {
      groups.forEach(({ begin, end }, group) => {
        for (let coordinate = 0; coordinate <= factors; coordinate++) {
          const at = (group * width + coordinate) * 2;
          [a.priors[at], a.priors[at + 1]] = drawPrior(a.features, begin, end, width, coordinate, a.priors[at], random);
        }
      });
    },
    async drawFeatures() {
      const ofRows = [a.rowOf, a.rowPointers, a.rowEntries] as const;
      const ofFeatures = [a.featurePointers, a.featureRows, a.featureValues, a.features] as const;
      const present = [a.rows, a.records, a.residuals, a.priors, precision, shift] as const;
      await session.run(
        'machineSweep',
        [a.tasks, blocks.length, interactions, ...ofRows, ...ofFeatures, ...present, factors, width, random.bits() | 0],
        { rows: table.count, grain: 1, meetAt: table.meetAt, signal },
      );
      await refresh();
    },
    keep: (sample) => keep(sample, { ...a, intercept, precision, cutpoints }),
    figures(): Readonly<Record<string, number>> {
      if (ordered !== undefined) return { logLoss: -logLikelihood / interactions };
      return { trainRmse: Math.sqrt(errors.squares / interactions), noisePrecision: precision };
    },
    close: () => session.close(),
  };
}

/** Sums that each chunk wrote, added up in the order of the chunks; [length]. */
function sumOfChunks(parts: Float64Array, length: number): Float64Array {
  const sums = new Float64Array(length);
  for (let at = 0; at < CHUNKS * length; at++) sums[at % length] += parts[at];
  return sums;
}

/**
 * Prior of a group's features, drawn given the features: v ~ N(μ, 1/λ), μ ~ N(0, 1), λ ~ Gamma(½, ½), for each factor and for the
 * weights on their own.
 *
 * Source: Rendle: Factorization Machines with libFM, ACM TIST 2012, doi:10.1145/2168752.2168771, section 4.3.3.
 * Differs: there the prior of μ narrows with λ, which pulls groups of few features together.
 */
function drawPrior(
  values: Float32Array,
  begin: number,
  end: number,
  stride: number,
  at: number,
  before: number,
  random: Random,
): [mean: number, precision: number] {
  let sum = 0;
  let squares = 0;
  for (let feature = begin; feature < end; feature++) {
    const value = values[feature * stride + at];
    sum += value;
    squares += (value - before) ** 2;
  }
  const precision = gamma(random, (1 + end - begin) / 2, 2 / (1 + squares));
  const strength = (end - begin) * precision + 1;
  return [(precision * sum) / strength + random.normal() / Math.sqrt(strength), precision];
}
