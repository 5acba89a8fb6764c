/**
 * How a model ages: the model of the first window judged on each later one, beside the same model trained anew for it. Both are asked about the
 * same people, and neither lists what they already had by then.
 */
import { LikewiseError } from '../errors.ts';
import type { Split } from '../split/split.ts';
import { differences, directionOf, holm } from './compare.ts';
import type { Compared } from './list-overlap.ts';
import type { FoldFigures } from './measure-fold.ts';
import type { Aging, AgingWindow, Difference } from './report.ts';
import { meanOfFolds } from './report-row.ts';

const secondsPerDay = 86_400;

/** @throws LikewiseError `invalid-option` unless there are windows of time, one after the other */
export function requireWindows({ name, folds }: Split): void {
  const windows = folds.map(({ window }) => window);
  if (
    folds.length > 1 &&
    windows.every((window, w) => window !== undefined && !(window.from < (windows[w - 1]?.to ?? Number.NEGATIVE_INFINITY)))
  )
    return;
  throw new LikewiseError(
    'invalid-option',
    `evaluate: aging needs several windows of time one after the other, as rolling:7dx6 cuts them; split ${name} has none.`,
    { option: 'aging', split: name },
  );
}

/**
 * @param retrained by seed, its folds: each window by the model fitted for it
 * @param kept the same by the model fitted for the first
 */
export function agingOf(retrained: readonly (readonly FoldFigures[])[], kept: readonly (readonly FoldFigures[])[]): Aging {
  const windows = retrained[0].map((_, w) =>
    windowOf(
      retrained.map((folds) => folds[w]),
      kept.map((folds) => folds[w]),
    ),
  );
  const corrected = correctedOverWindows(windows);
  return { windows: corrected, pays: whenRetrainingPays(corrected) };
}

function windowOf(retrained: readonly FoldFigures[], kept: readonly FoldFigures[]): AgingWindow {
  const [fresh, old] = [meanOfFolds(retrained), meanOfFolds(kept)];
  const pairs = retrained.map(({ compared }, s): [Compared, Compared] => [compared as Compared, kept[s].compared as Compared]);
  return {
    ...(retrained[0].window as { from: string; to: string }),
    retrained: Object.fromEntries(fresh.metrics),
    kept: Object.fromEntries(old.metrics),
    differences: differences(fresh, old, pairs),
    users: fresh.usersEvaluated,
    usersUnanswered: old.usersUnanswered,
  };
}

/** p of each metric corrected for the windows after the first, in which both are one model. */
function correctedOverWindows([first, ...later]: readonly AgingWindow[]): AgingWindow[] {
  const names = [...new Set(later.flatMap((window) => Object.keys(window.differences)))];
  const adjusted = later.map((window) => ({ ...window.differences }) as Record<string, Difference>);
  for (const name of names) {
    const tested = adjusted.filter((own) => own[name] !== undefined);
    const ps = holm(tested.map((own) => own[name].p));
    tested.forEach((own, k) => {
      own[name] = { ...own[name], pAdjusted: ps[k] };
    });
  }
  return [{ ...first, differences: {} }, ...later.map((window, w) => ({ ...window, differences: adjusted[w] }))];
}

function whenRetrainingPays(windows: readonly AgingWindow[]): Aging['pays'] {
  const start = Date.parse(windows[0].from);
  const names = [...new Set(windows.flatMap((window) => Object.keys(window.differences)))];
  const pays = names.flatMap((name): [string, Aging['pays'][string]][] => {
    const direction = directionOf(name);
    if (direction === 'neither') return [];
    const at = windows.findIndex(({ differences: own }) => {
      const interval = own[name]?.ci;
      return interval !== undefined && (direction === 'higher' ? interval[0] > 0 : interval[1] < 0);
    });
    if (at < 0) return [[name, null]];
    return [[name, { window: at + 1, from: windows[at].from, days: (Date.parse(windows[at].from) - start) / (1000 * secondsPerDay) }]];
  });
  return Object.fromEntries(pays);
}
