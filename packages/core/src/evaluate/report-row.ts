/** From the figures of the folds to one row of the report. */
import type { Estimator } from '../models/contract/estimator.ts';
import { middle95 } from './bootstrap.ts';
import type { FoldFigures } from './measure-fold.ts';
import type { Difference, FoldReport, ReportRow } from './report.ts';

/** @param first figures of the model to compare with */
export function reportRow(estimator: Estimator, folds: readonly FoldFigures[], first?: readonly FoldFigures[]): ReportRow {
  const whole = meanOfFolds(folds);
  return {
    model: estimator.name,
    settings: estimator.settings as Readonly<Record<string, unknown>>,
    ...foldReport(whole),
    unsupported: whole.unsupported,
    peakMemoryMb: whole.peakMemoryMb,
    differences: first === undefined ? undefined : differences(whole, meanOfFolds(first)),
    folds: folds.length === 1 ? undefined : folds.map(foldReport),
  };
}

function foldReport({ metrics, resampled, unsupported: _, peakMemoryMb: __, ...counts }: FoldFigures): FoldReport {
  const intervals = [...resampled]
    .map(([name, drawn]) => [name, middle95(drawn)] as const)
    .filter(([, interval]) => interval !== undefined);
  return { metrics: Object.fromEntries(metrics), ci: Object.fromEntries(intervals) as FoldReport['ci'], ...counts };
}

/** Means of figures that every fold has; their draws are averaged draw by draw. Counts and seconds are sums. */
function meanOfFolds(folds: readonly FoldFigures[]): FoldFigures {
  if (folds.length === 1) return folds[0];
  const ofAll = <T>(of: (fold: FoldFigures) => ReadonlyMap<string, T>): [name: string, values: T[]][] =>
    [...of(folds[0]).keys()]
      .filter((name) => folds.every((fold) => of(fold).has(name)))
      .map((name) => [name, folds.map((fold) => of(fold).get(name) as T)]);
  const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;
  const sum = (of: (fold: FoldFigures) => number): number => folds.reduce((total, fold) => total + of(fold), 0);
  const seconds = (of: (fold: FoldFigures) => number | undefined): number | undefined =>
    folds.every((fold) => of(fold) !== undefined) ? sum((fold) => of(fold) as number) : undefined;
  const memory = folds.map((fold) => fold.peakMemoryMb).filter((mb) => mb !== undefined);
  return {
    metrics: new Map(ofAll((fold) => fold.metrics).map(([name, figures]) => [name, mean(figures)])),
    resampled: new Map(
      ofAll((fold) => fold.resampled).map(([name, draws]) => [name, draws[0].map((_, r) => mean(draws.map((draw) => draw[r])))]),
    ),
    unsupported: [...new Set(folds.flatMap((fold) => fold.unsupported))],
    peakMemoryMb: memory.length === 0 ? undefined : Math.max(...memory),
    fitSeconds: seconds((fold) => fold.fitSeconds),
    scoreSeconds: seconds((fold) => fold.scoreSeconds),
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
