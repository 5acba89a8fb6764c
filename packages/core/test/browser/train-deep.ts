/** What the responsiveness test runs in the page: trains `deep` on ratings of the size of MovieLens 100K, with progress shown. */
import { deep, demoInteractions } from '../../src/index.ts';

export interface Shown {
  readonly ratings: number;
  readonly epochs: readonly number[];
  readonly batches: number;
  /** Turns of a timer of the page while it trained. */
  readonly ticks: number;
}

declare const performance: { mark(name: string): void };
declare function setInterval(callback: () => void, ms: number): number;
declare function clearInterval(timer: number): void;

export async function trainDeep(): Promise<Shown> {
  const ratings = demoInteractions({ users: 943, items: 1682, ratings: 80_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  let [batches, ticks] = [0, 0];
  const epochs: number[] = [];
  const timer = setInterval(() => {
    ticks++;
  }, 10);
  performance.mark('training begins');
  await deep({ epochs: 3, batchSize: 512, hidden: '64+32', validation: 0.1 }).fit(ratings, {
    onEpoch: ({ epoch }) => void epochs.push(epoch),
    onBatch: () => {
      batches++;
    },
  });
  performance.mark('training ends');
  clearInterval(timer);
  return { ratings: ratings.size, epochs, batches, ticks };
}
