/** Training, with its epochs shown. */
import type { Estimator, Interactions, Model } from '@likewise/core';
import { seconds, short } from './numbers.ts';
import type { Progress } from './progress.ts';

export interface Fitted {
  readonly model: Model;
  readonly fitSeconds: number;
  readonly epochs: number;
  /** Figures of the last epoch, such as the objective. */
  readonly figures: Readonly<Record<string, number>>;
}

export async function fitShown(
  estimator: Estimator,
  train: Interactions,
  {
    progress,
    signal,
    threads,
    label = estimator.name,
  }: { progress: Progress; signal: AbortSignal; threads?: number | undefined; label?: string },
): Promise<Fitted> {
  const job = progress.job(`fitting ${label}`);
  const started = performance.now();
  let epochs = 0;
  let figures: Readonly<Record<string, number>> = {};
  try {
    const model = await estimator.fit(train, {
      signal,
      threads,
      onEpoch(report) {
        epochs = report.epoch;
        figures = { ...(report.objective === undefined ? {} : { objective: report.objective }), ...report.figures };
        const shown = Object.entries(figures).map(([name, value]) => `${name} ${short(value)}`);
        job.update(report.epoch / report.epochs, [`epoch ${report.epoch} of ${report.epochs}`, ...shown].join(', '));
      },
    });
    return { model, fitSeconds: (performance.now() - started) / 1000, epochs, figures };
  } finally {
    job.end();
  }
}

export const fittedLine = ({ model, fitSeconds, epochs }: Fitted): string =>
  `${model.name}: fitted in ${seconds(fitSeconds)}${epochs > 0 ? `, ${epochs} epochs` : ''}`;
