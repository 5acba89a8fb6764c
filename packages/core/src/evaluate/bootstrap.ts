/**
 * How far a mean could have come out otherwise: the percentile bootstrap over users or rows.
 *
 * Source: Efron, Tibshirani: An Introduction to the Bootstrap, Chapman & Hall 1993, chapter 13.
 * Differs: above `MOST_GROUPS` units, random groups of nearly equal size are drawn instead of single units; the mean of
 * independent units in groups varies as the mean of the units does, and the work stays bounded.
 */
import { quantile } from '../data/rating-scale.ts';
import { type Random, seededRandom } from '../math/random.ts';
import { shuffle } from '../math/sampling.ts';

/** Both ends of an interval. */
export type Interval = readonly [low: number, high: number];

export interface BootstrapOptions {
  /** Integer ≥ 0. @default 0 */
  readonly seed?: number | undefined;
  /** How often the units are drawn again; integer ≥ 1. @default 1000 */
  readonly resamples?: number | undefined;
}

const MOST_GROUPS = 10_000;

interface Groups {
  readonly sums: Float64Array;
  /** Units of a group where the value is defined; `undefined` where that is one for every group. */
  readonly counts: Float64Array | undefined;
}

/**
 * Means of the columns over units drawn with replacement; for each column [resamples]. All columns, and all calls with the same
 * seed and number of units, meet the same draws, so differences of two results are paired.
 * @param columns one value for each unit, NaN where it is not defined; all of equal length ≥ 1
 */
export function resampledMeans(columns: readonly Float64Array[], { seed = 0, resamples = 1000 }: BootstrapOptions = {}): Float64Array[] {
  const means = columns.map(() => new Float64Array(resamples));
  const units = columns[0]?.length ?? 0;
  if (units === 0) return means.map((values) => values.fill(Number.NaN));
  const random = seededRandom(seed, 'bootstrap');
  const groupOf = units > MOST_GROUPS ? randomGroups(units, MOST_GROUPS, random) : undefined;
  const size = Math.min(units, MOST_GROUPS);
  const grouped = columns.map((column) => groupsOf(column, size, groupOf));
  const drawn = new Uint32Array(size);
  const scale = size / 4294967296;
  for (let r = 0; r < resamples; r++) {
    for (let k = 0; k < size; k++) drawn[k] = random.bits() * scale;
    for (let c = 0; c < grouped.length; c++) means[c][r] = drawnMean(grouped[c], drawn);
  }
  return means;
}

/** The middle 95 % of the resampled figures, NaN passed over; `undefined` when none is left. */
export function middle95(figures: Float64Array): Interval | undefined {
  const sorted = figures.filter((figure) => !Number.isNaN(figure)).sort();
  return sorted.length === 0 ? undefined : [quantile(sorted, 0.025), quantile(sorted, 0.975)];
}

function drawnMean({ sums, counts }: Groups, drawn: Uint32Array): number {
  let sum = 0;
  if (counts === undefined) {
    for (let k = 0; k < drawn.length; k++) sum += sums[drawn[k]];
    return sum / drawn.length;
  }
  let count = 0;
  for (let k = 0; k < drawn.length; k++) {
    sum += sums[drawn[k]];
    count += counts[drawn[k]];
  }
  return sum / count;
}

function groupsOf(column: Float64Array, size: number, groupOf: Uint32Array | undefined): Groups {
  if (groupOf === undefined && !column.some(Number.isNaN)) return { sums: column, counts: undefined };
  const sums = new Float64Array(size);
  const counts = new Float64Array(size);
  for (let unit = 0; unit < column.length; unit++) {
    if (Number.isNaN(column[unit])) continue;
    const group = groupOf === undefined ? unit : groupOf[unit];
    sums[group] += column[unit];
    counts[group]++;
  }
  return { sums, counts };
}

/** Units dealt at random to groups of nearly equal size: neighbours in the data are often alike. */
function randomGroups(units: number, groups: number, random: Random): Uint32Array {
  const dealt = Uint32Array.from({ length: units }, (_, unit) => unit % groups);
  return shuffle(random, dealt);
}
