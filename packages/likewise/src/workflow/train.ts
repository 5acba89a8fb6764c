/** Interactions and an estimator → a model, its epochs reported: command line, server and jobs train by this. */
import type { EpochReport, Estimator, FitContext, Interactions, Model } from '@likewise/core';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

export interface Trained {
  readonly model: Model;
  readonly fitSeconds: number;
  /** Passes reported; 0 where nobody listened or the model makes none. */
  readonly epochs: number;
  /** Of the last epoch, such as the objective. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface TrainOptions
  extends Pick<FitContext, 'threads' | 'from' | 'refit' | 'checkpoint' | 'onBatch' | 'onCheckpoint' | 'onNote' | 'onSlowKernels'> {
  readonly signal: AbortSignal;
  /** A listener makes some models compute their objective. */
  readonly onEpoch?: ((report: EpochReport, figures: Trained['figures']) => void) | undefined;
}

export async function train(estimator: Estimator, data: Interactions, { onEpoch, ...context }: TrainOptions): Promise<Trained> {
  const started = performance.now();
  const yieldNow = yieldToEventLoop();
  let epochs = 0;
  let figures: Trained['figures'] = {};
  const listen = (report: EpochReport): Promise<void> | undefined => {
    epochs = report.epoch;
    figures = { ...(report.objective === undefined ? {} : { objective: report.objective }), ...report.figures };
    onEpoch?.(report, figures);
    return yieldNow();
  };
  const model = await estimator.fit(data, { ...context, onEpoch: onEpoch && listen });
  return { model, fitSeconds: (performance.now() - started) / 1000, epochs, figures };
}
