/** The columns that say how someone met an item: its value and its time. */
import { looksLikeUnixTime } from '../cells/cell-values.ts';
import type { Role } from '../cells/column-names.ts';
import { areCoordinates, type ColumnEvidence, follows, isConstant, isMostlyNumbers, mostly } from './column-evidence.ts';
import type { IdPair } from './id-pair.ts';
import { bestNamed, type JudgedColumn } from './judged-column.ts';

/** No scale of ratings is known to end above; counts of plays and clicks do. */
const highestRating = 100;

/** `left`: columns that have no role yet; `byContents`: no name tells anything. */
export function rowTimeOf(left: readonly JudgedColumn[], byContents: boolean): number | undefined {
  const named = bestNamed(left, 'timestamp');
  if (named !== undefined || !byContents) return named;
  const written = left.find(({ evidence }) => evidence.moments > 0.5);
  return (written ?? left.find(({ evidence }) => mostly(evidence.cells, looksLikeUnixTime)))?.position;
}

/** `without`: roles that no column shall have. */
export function rowValueOf(
  left: readonly JudgedColumn[],
  columns: readonly JudgedColumn[],
  pair: IdPair,
  byContents: boolean,
  without: ReadonlySet<Role>,
): Partial<Record<Role, number>> {
  for (const role of ['rating', 'weight'] as const) {
    const position = without.has(role) ? undefined : bestNamed(left, role);
    if (position !== undefined) return { [role]: position };
  }
  if (!byContents) return {};
  const item = columns[pair.item]?.evidence;
  const value = left.find((column) => tellsOfTheRow(column, columns, item, pair));
  if (value === undefined) return {};
  const role = value.evidence.cells.some((cell) => Number(cell) > highestRating) ? 'weight' : 'rating';
  return without.has(role) ? {} : { [role]: value.position };
}

/** A column of numbers; not where something is, nor what is so of the item whoever meets it. */
function tellsOfTheRow(
  { position, evidence }: JudgedColumn,
  columns: readonly JudgedColumn[],
  item: ColumnEvidence | undefined,
  pair: IdPair,
): boolean {
  if (!isMostlyNumbers(evidence) || evidence.counts) return false;
  // What stands right behind user and item is their value, whatever it holds.
  if (position === 2 && pair.user + pair.item === 1) return true;
  if (isConstant(evidence) || (item !== undefined && follows(evidence, item))) return false;
  return !areCoordinates(evidence, columns[position - 1]?.evidence) && !areCoordinates(evidence, columns[position + 1]?.evidence);
}
