/** What the browser test runs in the page, and in Node: trains on generated ratings, gives the factors' checksum. */
import { demoInteractions, implicitALS, positives } from '../../src/index.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';

export interface Trained {
  readonly interactions: number;
  readonly threads: number;
  readonly kernels: string;
  /** FNV-1a over the bits of all factors. */
  readonly checksum: number;
  readonly best: string;
}

export async function train(threads: number): Promise<Trained> {
  const liked = positives(demoInteractions({ users: 1500, items: 1200, ratings: 150_000 }), '>=4');
  const kernels = await loadKernels({ threads });
  const model = await implicitALS({ factors: 32, epochs: 5, seed: 3 }).fit(liked, { kernels });
  let checksum = 0x811c9dc5;
  for (const { values } of [model.state.userFactors, model.state.itemFactors]) {
    for (const word of new Uint32Array(values.buffer, values.byteOffset, values.length)) checksum = Math.imul(checksum ^ word, 0x01000193);
  }
  const [first] = model.recommend(liked.users.ids[0], { n: 1 }) ?? [];
  return { interactions: liked.size, threads: kernels.threads, kernels: kernels.name, checksum: checksum >>> 0, best: String(first?.item) };
}
