/** From values to the figure that is their mean, and to the same of every draw of the bootstrap. */
import { type BootstrapOptions, resampledMeans } from './bootstrap.ts';

/** A figure before its interval: the values it is the mean of. */
export interface Sample {
  readonly name: string;
  /** NaN where it is not defined. */
  readonly values: Float64Array;
  readonly finish: (mean: number) => number;
}

export interface SampledFigures {
  readonly metrics: Map<string, number>;
  /** [resamples]; empty where there are none. */
  readonly resampled: Map<string, Float64Array>;
}

/** Samples of the same units; those without a defined value have no figure. */
export function figuresOfSamples(samples: readonly Sample[], { seed = 0, resamples = 1000 }: BootstrapOptions): SampledFigures {
  const found: SampledFigures = { metrics: new Map(), resampled: new Map() };
  const columns = samples.map(({ values }) => values);
  const means = resamples === 0 ? [] : resampledMeans(columns, { seed, resamples });
  for (const [s, { name, values, finish }] of samples.entries()) {
    const mean = definedMean(values);
    if (Number.isNaN(mean)) continue;
    found.metrics.set(name, finish(mean));
    if (resamples > 0) found.resampled.set(name, means[s].map(finish));
  }
  return found;
}

/** Mean of the values that are not NaN; NaN when there are none. Pairwise in blocks, so that long sums keep their digits. */
export function definedMean(values: Float64Array): number {
  let total = 0;
  let count = 0;
  for (let begin = 0; begin < values.length; begin += 1024) {
    let sum = 0;
    const end = Math.min(begin + 1024, values.length);
    for (let k = begin; k < end; k++) {
      if (Number.isNaN(values[k])) continue;
      sum += values[k];
      count++;
    }
    total += sum;
  }
  return total / count;
}
