/** Training, with its epochs shown. */
import type { EpochReport, Estimator, FitContext, Interactions, Model } from '@likewise/core';
import { short } from '../../words/numbers.ts';
import { breathing } from '../../workflow/yield-to-event-loop.ts';
import type { Progress } from './progress.ts';

export interface Fitted {
  readonly model: Model;
  readonly fitSeconds: number;
  readonly epochs: number;
  /** Figures of the last epoch, such as the objective. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface FitShownOptions {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly threads?: number | undefined;
  /** Whether epochs are shown; a listener makes some models compute their objective. @default true */
  readonly listen?: boolean;
  /** See `FitContext`. */
  readonly from?: FitContext['from'];
  readonly refit?: FitContext['refit'];
}

export async function fitShown(
  estimator: Estimator,
  train: Interactions,
  { progress, signal, threads, listen = true, from, refit }: FitShownOptions,
): Promise<Fitted> {
  const job = progress.job(`fitting ${estimator.name}`);
  const started = performance.now();
  const breath = breathing();
  let epochs = 0;
  let figures: Readonly<Record<string, number>> = {};
  try {
    const model = await estimator.fit(train, {
      signal,
      threads,
      from,
      refit,
      onEpoch: listen ? onEpoch : undefined,
    });
    return { model, fitSeconds: (performance.now() - started) / 1000, epochs, figures };
  } finally {
    job.end();
  }

  function onEpoch(report: EpochReport): Promise<void> | undefined {
    epochs = report.epoch;
    figures = { ...(report.objective === undefined ? {} : { objective: report.objective }), ...report.figures };
    const shown = Object.entries(figures).map(([name, value]) => `${name} ${short(value)}`);
    job.update(report.epoch / report.epochs, [`epoch ${report.epoch} of ${report.epochs}`, ...shown].join(', '));
    return breath();
  }
}
