/** From the figures of the folds to one row of the report. */
import type { Estimator } from '../models/contract/estimator.ts';
import { middle95 } from './bootstrap.ts';
import type { FoldFigures } from './measure-fold.ts';
import type { Difference, FoldReport, ReportRow } from './report.ts';

/** @param first figures of the model to compare with */
export function reportRow(estimator: Estimator, folds: readonly FoldFigures[], first?: readonly FoldFigures[]): ReportRow {
  const whole = folds.length === 1 ? folds[0] : meanOfFolds(folds);
  return {
    model: estimator.name,
    settings: estimator.settings as Readonly<Record<string, unknown>>,
    ...foldReport(whole),
    unsupported: whole.unsupported,
    peakMemoryMb: whole.peakMemoryMb,
    differences: first === undefined ? undefined : differences(whole, first.length === 1 ? first[0] : meanOfFolds(first)),
    folds: folds.length === 1 ? undefined : folds.map(foldReport),
  };
}

function foldReport(figures: FoldFigures): FoldReport {
  const intervals = [...figures.resampled].flatMap(([name, resampled]) => {
    const interval = middle95(resampled);
    return interval === undefined ? [] : [[name, interval] as const];
  });
  const { fitSeconds, scoreSeconds, usersEvaluated, usersLeftOut, usersUnanswered, unpredicted } = figures;
  return {
    metrics: Object.fromEntries(figures.metrics),
    ci: Object.fromEntries(intervals),
    fitSeconds,
    scoreSeconds,
    usersEvaluated,
    usersLeftOut,
    usersUnanswered,
    unpredicted,
  };
}

/** Means of figures that every fold has; their draws are averaged draw by draw. Counts and seconds are sums. */
function meanOfFolds(folds: readonly FoldFigures[]): FoldFigures {
  const names = [...folds[0].metrics.keys()].filter((name) => folds.every((fold) => fold.metrics.has(name)));
  const sum = (of: (fold: FoldFigures) => number): number => folds.reduce((total, fold) => total + of(fold), 0);
  const sumOrNone = (of: (fold: FoldFigures) => number | undefined): number | undefined =>
    folds.some((fold) => of(fold) === undefined) ? undefined : sum((fold) => of(fold) as number);
  const memory = folds.map((fold) => fold.peakMemoryMb).filter((mb) => mb !== undefined);
  return {
    metrics: new Map(names.map((name) => [name, sum((fold) => fold.metrics.get(name) as number) / folds.length])),
    resampled: new Map(
      names
        .filter((name) => folds.every((fold) => fold.resampled.has(name)))
        .map((name) => {
          const draws = folds.map((fold) => fold.resampled.get(name) as Float64Array);
          return [name, draws[0].map((_, r) => draws.reduce((total, draw) => total + draw[r], 0) / draws.length)];
        }),
    ),
    unsupported: [...new Set(folds.flatMap((fold) => fold.unsupported))],
    fitSeconds: sumOrNone((fold) => fold.fitSeconds),
    scoreSeconds: sumOrNone((fold) => fold.scoreSeconds),
    peakMemoryMb: memory.length === 0 ? undefined : Math.max(...memory),
    usersEvaluated: sum((fold) => fold.usersEvaluated),
    usersLeftOut: sum((fold) => fold.usersLeftOut),
    usersUnanswered: sum((fold) => fold.usersUnanswered),
    unpredicted: sum((fold) => fold.unpredicted),
  };
}

/** Every draw of the bootstrap met both models, so the differences of the draws say how sure the difference is. */
function differences(model: FoldFigures, first: FoldFigures): Readonly<Record<string, Difference>> {
  const found: Record<string, Difference> = {};
  for (const [name, drawn] of model.resampled) {
    const other = first.resampled.get(name);
    if (other === undefined) continue;
    const paired = drawn.map((figure, r) => figure - other[r]);
    const ci = middle95(paired);
    if (ci === undefined) continue;
    let below = 0;
    let above = 0;
    for (const difference of paired) {
      if (difference <= 0) below++;
      if (difference >= 0) above++;
    }
    const value = (model.metrics.get(name) as number) - (first.metrics.get(name) as number);
    found[name] = { value, ci, p: Math.min(1, (2 * (Math.min(below, above) + 1)) / (paired.length + 1)) };
  }
  return found;
}
