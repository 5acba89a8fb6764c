/** Training, with its epochs shown. */
import type { Estimator, Interactions } from '@likewise/core';
import { short } from '../../words/numbers.ts';
import { type Trained, type TrainOptions, train } from '../../workflow/train.ts';
import type { Progress } from './progress.ts';

/** @param listen whether epochs are shown; a listener makes some models compute their objective */
export function fitWithProgress(
  estimator: Estimator,
  data: Interactions,
  {
    progress,
    listen = true,
    ...options
  }: Omit<TrainOptions, 'onEpoch' | 'onSlowKernels'> & { readonly progress: Progress; readonly listen?: boolean },
): Promise<Trained> {
  const job = progress.job(`fitting ${estimator.name}`);
  const show: TrainOptions['onEpoch'] = ({ epoch, epochs }, figures) => {
    const shown = Object.entries(figures).map(([name, value]) => `${name} ${short(value)}`);
    job.update(epoch / epochs, [`epoch ${epoch} of ${epochs}`, ...shown].join(', '));
  };
  return train(estimator, data, {
    ...options,
    onEpoch: listen ? show : undefined,
    onSlowKernels: (told) => progress.note(`beware: ${told}.`),
  }).finally(() => job.end());
}
