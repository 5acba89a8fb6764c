/** Which files a call of `prepare` writes, and which part of the data goes into each. */
import type { Fold, Interactions, Split } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import type { Given } from '../../command.ts';

const parts = ['train', 'test', 'told'] as const;
type PartName = (typeof parts)[number];

/** A part that is cut when it is asked for. */
export interface WrittenPart {
  readonly name: PartName | 'kept';
  /** From 1, where there are several. */
  readonly fold?: number | undefined;
  readonly path: string;
  readonly data: () => Interactions;
}

export interface Paths {
  readonly out: string | undefined;
  readonly parts: Readonly<Partial<Record<PartName, string>>>;
}

/** @throws CliError unless one file takes all, or one of each part its part */
export function pathsOf(given: Given): Paths {
  const out = given.text('out');
  const named = Object.fromEntries(
    parts.flatMap((name) => (given.text(name) === undefined ? [] : [[name, given.text(name)]])),
  ) as Paths['parts'];
  const some = Object.keys(named).length > 0;
  if (out !== undefined && some)
    throw new CliError('prepare: give -o for all rows in one file, or --train and --test for parts, not both.');
  if (out !== undefined && given.text('split') !== undefined)
    throw new CliError('prepare: --split needs --train and --test: the files of its parts.');
  if (out === undefined && (named.train === undefined || named.test === undefined))
    throw new CliError('prepare: say where to write: -o kept.csv, or --train train.csv and --test test.csv.');
  return { out, parts: named };
}

/**
 * The parts with their files; `{fold}` in a name is the number of the fold. @throws CliError for several folds in one file, and where a
 * split tells what no file takes
 */
export function partsOfSplit({ folds, name }: Split, { parts: named }: Paths): readonly WrittenPart[] {
  const several = folds.length > 1;
  for (const [part, path] of Object.entries(named))
    if (several !== path.includes('{fold}')) {
      const must = several
        ? `split ${name} has ${folds.length} folds: write {fold} in the name, as in ${part}-{fold}.csv`
        : `split ${name} has one fold: leave {fold} out of the name`;
      throw new CliError(`--${part} ${path}: ${must}.`);
    }
  return folds.flatMap((fold, f) => {
    const tells = fold.foldIn !== undefined;
    if (tells && named.told === undefined)
      throw new CliError(`split ${name} tells a history before the test part is asked for: --told says where it is written.`);
    if (!tells && named.told !== undefined) throw new CliError(`--told: split ${name} tells nothing but the training part; leave it out.`);
    return parts.flatMap((part): readonly WrittenPart[] => {
      const path = named[part];
      if (path === undefined) return [];
      return [
        { name: part, fold: several ? f + 1 : undefined, path: path.replaceAll('{fold}', String(f + 1)), data: () => dataOf(fold, part) },
      ];
    });
  });
}

const dataOf = (fold: Fold, part: PartName): Interactions => (part === 'told' ? (fold.foldIn as Interactions) : fold[part]);
