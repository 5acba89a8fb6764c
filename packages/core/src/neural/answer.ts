/** A trained network asked about examples, batch after batch. */
import type { StopSignal } from '../kernels/kernels.ts';
import type { Batch } from './batch.ts';
import type { Examples } from './each-run.ts';
import type { OpenNetwork } from './open-network.ts';

/** Runs the network without dropout on examples 0, 1, 2, …; `done` reads what it wants before the next batch comes. */
export async function eachBatch(
  network: OpenNetwork,
  { examples, batch: size, fill, signal }: Examples & { readonly signal?: StopSignal | undefined },
  done: (batch: Batch, begin: number, end: number) => void,
): Promise<void> {
  const order = Uint32Array.from({ length: examples }, (_, k) => k);
  const batch = network.batches[0];
  for (let begin = 0; begin < examples; begin += size) {
    const end = Math.min(begin + size, examples);
    batch.begin(0, 0);
    fill(batch, order, begin, end);
    await network.run('inference', 1, signal);
    done(batch, begin, end);
  }
}
