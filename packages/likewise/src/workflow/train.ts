/** Interactions and an estimator → a model, its epochs reported: command line, server and jobs train by this. */
import type { EpochReport, Estimator, FitContext, Interactions, Model, RecordedCurve } from '@likewise/core';
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
  /** Hears each epoch first: what it measures stands among the figures. */
  readonly recorder?: RecordedCurve | undefined;
  /** A listener makes some models compute their objective. */
  readonly onEpoch?: ((report: EpochReport, figures: Trained['figures']) => void) | undefined;
}

export async function train(estimator: Estimator, data: Interactions, { onEpoch, recorder, ...context }: TrainOptions): Promise<Trained> {
  const started = performance.now();
  const yieldNow = yieldToEventLoop();
  let epochs = 0;
  let figures: Trained['figures'] = {};
  const listen = async (report: EpochReport): Promise<void> => {
    await recorder?.onEpoch(report);
    epochs = report.epoch;
    figures = {
      ...(report.objective === undefined ? {} : { objective: report.objective }),
      ...report.figures,
      ...measured(recorder?.curve.at(-1)?.validation),
    };
    onEpoch?.(report, figures);
    await yieldNow();
  };
  const model = await estimator.fit(data, { ...context, onEpoch: (onEpoch ?? recorder) && listen });
  const fitSeconds = (performance.now() - started) / 1000;
  return { model, fitSeconds, epochs, figures: { ...figures, ...measured(await recorder?.onModel(model)) } };
}

/** Named as models name what they hold out: validationRmse, validationNdcg@10. */
const measured = (held: Readonly<Record<string, number>> = {}): Record<string, number> =>
  Object.fromEntries(Object.entries(held).map(([name, value]) => [`validation${name[0].toUpperCase()}${name.slice(1)}`, value]));
