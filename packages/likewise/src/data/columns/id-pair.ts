/** The pair of columns that are user and item. */
import type { Role } from '../cells/column-names.ts';
import { areCoordinates, areUnixTimes, follows, isConstant, isLabel, isNoId, isScale } from './column-evidence.ts';
import type { JudgedColumn } from './judged-column.ts';

export interface IdPair {
  readonly user: number;
  readonly item: number;
}

/** A name that speaks for the role outweighs whatever cells and order say. */
const NAMED = 100;
/** Whole numbers from here on look like ids rather than counts. */
const LEAST_ID = 100;
/** Fewer texts are kinds rather than items. */
const FEWEST_ITEMS = 5;

/** The pair of user and item that names, cells and order together speak for most. */
export function bestPair(
  columns: readonly JudgedColumn[],
  free: readonly JudgedColumn[],
  settled: Partial<Record<Role, number>>,
  byOrder: boolean,
): IdPair | undefined {
  const choices = (role: 'user' | 'item'): readonly { readonly position: number; readonly score: number }[] => {
    const stated = settled[role];
    if (stated !== undefined) return [{ position: stated, score: NAMED }];
    return free
      .filter((column) => !isRowNumber(column, free))
      .map((column) => ({ position: column.position, score: idScore(role, column, columns, byOrder) }))
      .filter(({ score }) => score > -NAMED);
  };
  const items = choices('item');
  let best: (IdPair & { readonly score: number }) | undefined;
  for (const user of choices('user')) {
    for (const item of items) {
      if (user.position === item.position) continue;
      const score = user.score + item.score - (item.position < user.position ? 1 : 0);
      if (best === undefined || score > best.score) best = { user: user.position, item: item.position, score };
    }
  }
  return best;
}

/** How much speaks for the column: its name, else that its cells come again, its place, and that they look like nothing else. */
function idScore(
  role: 'user' | 'item',
  { position, named, evidence }: JudgedColumn,
  columns: readonly JudgedColumn[],
  byOrder: boolean,
): number {
  if (named !== undefined) return named.role === role ? 2 * NAMED - named.rank / 100 : Number.NEGATIVE_INFINITY;
  if (isNoId(evidence)) return Number.NEGATIVE_INFINITY;
  const place = role === 'user' ? position : Math.abs(position - 1);
  const repeats = 1 - evidence.distinct / Math.max(1, evidence.filled);
  // Where nothing has a name, people write user, item and then the rest; in other tables the ids are what comes again.
  let score = byOrder ? 1.5 * repeats - 2 * place : 10 * repeats - 0.5 * place;
  // Small numbers in front are ids of few; behind them they are values.
  if ((isScale(evidence) || isLabel(evidence)) && !(byOrder && position < 2)) score -= 30;
  // The first rows may be those of one user, and seldom of one item.
  if (isConstant(evidence) && (role === 'item' || position > 0)) score -= 30;
  if (evidence.numbers > 0.9 && columns.some(({ evidence: other }) => other !== evidence && areCoordinates(evidence, other))) score -= 60;
  return score;
}

/** Might hold ids, as far as its cells tell. */
const isPlausible = ({ evidence }: JudgedColumn): boolean =>
  !isNoId(evidence) && !isScale(evidence) && !isLabel(evidence) && !isConstant(evidence);

/** Counts 1, 2, 3 …, and there are two others that may be user and item: of a file with one row a user it is the user. */
const isRowNumber = (column: JudgedColumn, free: readonly JudgedColumn[]): boolean =>
  column.named === undefined && column.evidence.counts && free.filter((other) => other !== column && isPlausible(other)).length >= 2;

/**
 * Whether user and item are the only two columns that could be, with the user first, and users come again: then contents may go against the
 * order.
 */
export function standsAlone({ user, item }: IdPair, free: readonly JudgedColumn[]): boolean {
  const evidenceAt = (position: number) => free.find((column) => column.position === position)?.evidence;
  const [userEvidence, itemEvidence] = [evidenceAt(user), evidenceAt(item)];
  if (user > item || (userEvidence !== undefined && userEvidence.distinct === userEvidence.filled)) return false;
  return free.every((column) => {
    if (column.position === user || column.position === item || !isPlausible(column) || isRowNumber(column, free)) return true;
    return areUnixTimes(column.evidence) || (itemEvidence !== undefined && follows(column.evidence, itemEvidence));
  });
}

/**
 * Without names: the second column is a scale and the third looks like ids that come again, so that user, rating, item is as likely as
 * user, item, weight. The position of the likelier item.
 */
export function doubtfulItem(columns: readonly JudgedColumn[]): number | undefined {
  const [, second, third] = columns;
  if (third === undefined || !isScale(second.evidence) || !isPlausible(third) || areUnixTimes(third.evidence)) return undefined;
  const { numbers, smallest, distinct, filled, fractions } = third.evidence;
  const looksLikeIds = numbers < 0.5 || (smallest >= LEAST_ID && !fractions);
  return looksLikeIds && distinct < filled && distinct >= FEWEST_ITEMS ? 2 : undefined;
}
