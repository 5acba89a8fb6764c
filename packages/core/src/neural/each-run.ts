/** Examples in batches, batches in runs: as many batches a run as keep the calling thread no longer than a slice. */
import { now } from '../kernels/host.ts';
import type { StopSignal } from '../kernels/kernels.ts';
import type { Batch } from './batch.ts';
import type { OpenNetwork, RunMode } from './open-network.ts';

export interface Examples {
  readonly examples: number;
  /** Examples a batch; the last may have fewer. */
  readonly batch: number;
  /** Writes the inputs for examples[begin … end − 1] and counts every dimension that varies. */
  fill(batch: Batch, examples: Uint32Array, begin: number, end: number): void;
}

export interface LossValues {
  /** Weighted sum of the losses. */
  readonly loss: number;
  readonly losses: Readonly<Record<string, number>>;
}

interface RunHooks {
  readonly signal?: StopSignal | undefined;
  /** Before batch k of all is filled. */
  begin(batch: Batch, k: number): void;
  /** With the loss of batch k and the examples done so far; false ends. */
  done(k: number, loss: number, examples: number, batch: Batch): boolean;
}

/** What a run should take on one thread. */
const RUN_MS = 25;

export async function eachRun(
  network: OpenNetwork,
  mode: RunMode,
  { examples, batch: size, fill }: Examples,
  order: Uint32Array,
  { signal, begin, done }: RunHooks,
): Promise<LossValues> {
  const { losses } = network.plan.network.tape;
  const sums = losses.map(() => ({ sum: 0, count: 0 }));
  const batches = Math.ceil(examples / size);
  let run = 1;
  let k = 0;
  while (k < batches) {
    signal?.throwIfAborted();
    const count = Math.min(run, batches - k, network.batches.length);
    const started = now();
    for (let b = 0; b < count; b++) {
      const batch = network.batches[b];
      begin(batch, k + b);
      fill(batch, order, (k + b) * size, Math.min((k + b + 1) * size, examples));
    }
    await network.run(mode, count, signal);
    const took = now() - started;
    for (let b = 0; b < count; b++) {
      const batch = network.batches[b];
      let total = 0;
      losses.forEach((term, t) => {
        const { sum, count: rows } = network.lossOf(term, b);
        const weight = term.weight * (term.scalar === undefined ? 1 : batch.scalarOf(term.scalar));
        sums[t].sum += sum;
        sums[t].count += rows;
        total += (weight * sum) / Math.max(rows, 1);
      });
      if (!done(k + b, total, Math.min((k + b + 1) * size, examples), batch)) return valuesOf();
    }
    k += count;
    // Doubled or halved only: few lengths of runs, each of which is cut once.
    if (took < RUN_MS / 2) run = Math.min(run * 2, network.batches.length);
    else if (took > RUN_MS * 1.5 && run > 1) run = run / 2;
  }
  return valuesOf();

  function valuesOf(): LossValues {
    const means = losses.map((_, t) => sums[t].sum / Math.max(sums[t].count, 1));
    const loss = losses.reduce((sum, { weight }, t) => sum + weight * means[t], 0);
    return { loss, losses: Object.fromEntries(losses.map(({ name }, t) => [name, means[t]])) };
  }
}
