/** Training, with its epochs shown. */
import type { Estimator, Interactions } from '@likewise/core';
import { seconds, short, whole } from '../../words/numbers.ts';
import { type Trained, type TrainOptions, train } from '../../workflow/train.ts';
import type { Progress } from './progress.ts';

/** How often a bar is drawn anew. */
const BATCH_MS = 100;

/** @param listen whether epochs are shown; a listener makes some models compute their objective */
export function fitWithProgress(
  estimator: Estimator,
  data: Interactions,
  {
    progress,
    listen = true,
    ...options
  }: Omit<TrainOptions, 'onEpoch' | 'onBatch' | 'onNote' | 'onSlowKernels'> & { readonly progress: Progress; readonly listen?: boolean },
): Promise<Trained> {
  const job = progress.job(`fitting ${estimator.name}`);
  let judged = '';
  const show: TrainOptions['onEpoch'] = ({ epoch, epochs }, figures) => {
    const ofValidation = Object.entries(figures).filter(([name]) => name.startsWith('validation'));
    judged = ofValidation.map(([name, value]) => `, ${name} ${short(value)}`).join('');
    const shown = Object.entries(figures).map(([name, value]) => `${name} ${short(value)}`);
    job.update(epoch / epochs, [`epoch ${epoch} of ${epochs}`, ...shown].join(', '));
  };
  let lastShown = 0;
  const showBatch: TrainOptions['onBatch'] = ({ epoch, epochs, batch, batches, loss, learningRate, examplesPerSecond, secondsLeft }) => {
    // Some networks train thousands of batches a second.
    if (performance.now() - lastShown < BATCH_MS) return;
    lastShown = performance.now();
    const where = `epoch ${epoch} of ${epochs}, batch ${whole(batch)} of ${whole(batches)}`;
    const speed = `${whole(examplesPerSecond)} examples/s, ${seconds(secondsLeft)} left`;
    job.update((epoch - 1 + batch / batches) / epochs, `${where}, loss ${short(loss)}${judged}, rate ${short(learningRate)}, ${speed}`);
  };
  return train(estimator, data, {
    ...options,
    onEpoch: listen ? show : undefined,
    onBatch: listen ? showBatch : undefined,
    onNote: (told) => progress.note(told),
    onSlowKernels: (told) => progress.note(`beware: ${told}.`),
  }).finally(() => job.end());
}
