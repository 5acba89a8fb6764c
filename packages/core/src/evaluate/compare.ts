/** How models differ from the one compared with: by their figures, and by what each person got. */
import { pairedTTest, signedRankTest } from '../math/paired-tests.ts';
import { metricCatalog } from '../metrics/catalog.ts';
import type { Direction, Metric } from '../metrics/metric.ts';
import { middle95 } from './bootstrap.ts';
import type { Compared } from './list-overlap.ts';
import type { FoldFigures } from './measure-fold.ts';
import type { UserValues } from './options.ts';
import type { Difference, PersonDifferences, ReportRow } from './report.ts';

/** Every draw of the bootstrap met both models, so the differences of the draws say how sure the difference is. */
export function differences(
  model: FoldFigures,
  other: FoldFigures,
  folds: readonly (readonly [model: Compared, other: Compared])[] = [],
): Readonly<Record<string, Difference>> {
  const found: Record<string, Difference> = {};
  for (const [name, drawn] of model.resampled) {
    const others = other.resampled.get(name);
    if (others === undefined) continue;
    const paired = drawn.map((figure, r) => figure - others[r]);
    const ci = middle95(paired);
    if (ci === undefined) continue;
    let below = 0;
    let above = 0;
    for (const difference of paired) {
      if (difference <= 0) below++;
      if (difference >= 0) above++;
    }
    const value = (model.metrics.get(name) as number) - (other.metrics.get(name) as number);
    const p = Math.min(1, (2 * (Math.min(below, above) + 1)) / (paired.length + 1));
    found[name] = { value, ci, p, pAdjusted: p, perPerson: personDifferences(name, folds) };
  }
  return found;
}

/** `undefined` where fewer than 2 people have a value by both models. */
function personDifferences(name: string, folds: readonly (readonly [Compared, Compared])[]): PersonDifferences | undefined {
  const ofUser = new Map<UserValues['users'][number], { sum: number; count: number }>();
  for (const [own, other] of folds) {
    const [values, others] = [own.values.get(name), other.values.get(name)];
    if (values === undefined || others === undefined) continue;
    const places = new Map(other.users.map((user, place) => [user, place]));
    for (const [place, user] of own.users.entries()) {
      const difference = values[place] - others[places.get(user) ?? -1];
      if (!Number.isFinite(difference)) continue;
      const met = ofUser.get(user);
      if (met === undefined) ofUser.set(user, { sum: difference, count: 1 });
      else {
        met.sum += difference;
        met.count++;
      }
    }
  }
  if (ofUser.size < 2) return undefined;
  const all = Float64Array.from(ofUser.values(), ({ sum, count }) => sum / count);
  const [wilcoxon, t] = [signedRankTest(all), pairedTTest(all)];
  return {
    people: all.length,
    above: all.filter((d) => d > 0).length,
    below: all.filter((d) => d < 0).length,
    wilcoxon: { p: wilcoxon, pAdjusted: wilcoxon },
    t: { p: t, pAdjusted: t },
  };
}

/** Rows whose p are corrected for the number of models compared by the same metric, each kind of test by itself. */
export function correctedByHolm(rows: readonly ReportRow[]): ReportRow[] {
  const adjusted = rows.map(({ differences: own }) => own && ({ ...own } as Record<string, Difference>));
  for (const name of new Set(adjusted.flatMap((own) => Object.keys(own ?? {})))) {
    const tested = adjusted.filter((own) => own?.[name] !== undefined) as Record<string, Difference>[];
    const byDraws = holm(tested.map((own) => own[name].p));
    tested.forEach((own, k) => {
      own[name] = { ...own[name], pAdjusted: byDraws[k] };
    });
    const people = tested.filter((own) => own[name].perPerson !== undefined);
    for (const kind of ['wilcoxon', 't'] as const) {
      const corrected = holm(people.map((own) => (own[name].perPerson as PersonDifferences)[kind].p));
      people.forEach((own, k) => {
        const before = own[name].perPerson as PersonDifferences;
        own[name] = { ...own[name], perPerson: { ...before, [kind]: { p: before[kind].p, pAdjusted: corrected[k] } } };
      });
    }
  }
  return rows.map((row, r) => ({ ...row, differences: adjusted[r] }));
}

/**
 * The k-th smallest of m times m − k + 1, at most 1 and never below one before it.
 * Source: Holm: A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of Statistics 6, 1979.
 */
export function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((a, b) => ps[a] - ps[b]);
  const adjusted = new Array<number>(ps.length).fill(1);
  let least = 0;
  for (const [k, place] of order.entries()) {
    least = Math.max(least, Math.min(1, ps[place] * (ps.length - k)));
    adjusted[place] = least;
  }
  return adjusted;
}

/** Position of the row with the best figure by the first metric of which one direction is better; 0 where there is none. */
export function bestRow(rows: readonly { readonly metrics: ReportRow['metrics'] }[], metrics: readonly Metric[]): number {
  for (const { name } of metrics) {
    const direction = directionOf(name);
    if (direction === 'neither') continue;
    const figures = rows.map((row) => row.metrics[name] ?? Number.NaN).map((figure) => (direction === 'higher' ? figure : -figure));
    const best = figures
      .filter((figure) => !Number.isNaN(figure))
      .reduce((most, figure) => Math.max(most, figure), Number.NEGATIVE_INFINITY);
    if (figures.includes(best)) return figures.indexOf(best);
  }
  return 0;
}

/** Which way is better; of a metric that is not of the catalog nothing is known. */
export const directionOf = (name: string): Direction =>
  metricCatalog.find((entry) => entry.name === name.split(/[@: ]/u)[0])?.direction ?? 'neither';
