/** Columns that look like a value or a time and play no role: a reader is told how to take them. */
import { type Role, wordsOf } from '../cells/column-names.ts';
import { areUnixTimes, isLabel, isMostlyNumbers, isScale, mostly } from './column-evidence.ts';
import type { JudgedColumn } from './judged-column.ts';

/** "Tue Apr 03 18:00:09 +0000 2012", "3 April 2012". */
const namesMonth = (cell: string): boolean =>
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*\d{4}|\d{4}.*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i.test(
    cell,
  );

export interface Overlooked {
  /** As `--columns` takes it. */
  readonly name: string;
  readonly role: Role;
}

/** Labels of 0 and 1 are looked for in tables of so many columns: in wider ones they are attributes. */
const NARROW = 4;

/** Where no value or no time was taken; and values whose names are known as a whole beside the one taken. `left`: columns that no role has. */
export function overlookedAmong(
  left: readonly JudgedColumn[],
  positions: Partial<Record<Role, number>>,
  width: number,
): readonly Overlooked[] {
  const values = left.flatMap(({ named, name }) => {
    return (named?.role === 'rating' || named?.role === 'weight') && named.rank < 1000 ? [{ name: name as string, role: named.role }] : [];
  });
  const found: Overlooked[] = [...values];
  const unnamed = left.filter(({ named, name }) => named === undefined && !speaksOfAnother(name));
  const add = (role: Role, looksSo: (column: JudgedColumn) => boolean): boolean => {
    const column = unnamed.find(looksSo);
    if (column !== undefined) found.push({ name: column.name ?? String(column.position + 1), role });
    return column !== undefined;
  };
  if (positions.rating === undefined && positions.weight === undefined && values.length === 0) {
    if (!add('rating', ({ evidence }) => isScale(evidence)) && width <= NARROW) add('weight', ({ evidence }) => isLabel(evidence));
    // Without a header, large numbers right behind user and item are ids or counts: nobody can tell.
    if (found.length === 0)
      add(
        'weight',
        ({ name, position, evidence }) => name === undefined && position === 2 && !evidence.fractions && isMostlyNumbers(evidence),
      );
  }
  if (positions.timestamp === undefined)
    add('timestamp', ({ evidence }) => evidence.moments > 0.9 || areUnixTimes(evidence) || mostly(evidence.cells, namesMonth));
  return found;
}

/** What is told of a thing, and never of who met it. */
const ofThings = new Set(
  'genre genres category categories tag tags title year director author brand publisher description plot price'.split(' '),
);
export const speaksOfThings = (name: string): boolean => wordsOf(name).some((word) => ofThings.has(word));

/** What names people, things and their kinds rather than what happened between them. */
const others = new Set(
  'id ids no nr code key age year month day hour birth born release released published channel category type kind genre class gender sex price cost size rank position page week weekday country city region zip fold split'.split(
    ' ',
  ),
);
const speaksOfAnother = (name: string | undefined): boolean => name !== undefined && wordsOf(name).some((word) => others.has(word));
