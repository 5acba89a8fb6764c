/** The columns that say how someone met an item: its value and its time. */
import { looksLikeUnixTime } from '../cells/cell-values.ts';
import type { Role } from '../cells/column-names.ts';
import { areCoordinates, type ColumnEvidence, follows, isConstant, isMostlyNumbers, isScale, mostly } from './column-evidence.ts';
import type { IdPair } from './id-pair.ts';
import { bestNamed, type JudgedColumn } from './judged-column.ts';

/** No scale of ratings is known to end above; counts of plays and clicks do. */
const highestRating = 100;
/** From here on, whole numbers alone are ids, where more columns follow. */
const LARGE = 1000;

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
  const item = columns.find(({ position }) => position === pair.item)?.evidence;
  const value = left.find((column) => tellsOfTheRow(column, columns, item, pair));
  if (value === undefined) return {};
  const role = value.evidence.cells.some((cell) => Number(cell) > highestRating) ? 'weight' : 'rating';
  return without.has(role) ? {} : { [role]: value.position };
}

/** A column of numbers behind user and item; not where something is, nor what is so of the item whoever meets it. */
function tellsOfTheRow(column: JudgedColumn, columns: readonly JudgedColumn[], item: ColumnEvidence | undefined, pair: IdPair): boolean {
  const { position, evidence } = column;
  if (!isMostlyNumbers(evidence) || evidence.counts) return false;
  const isPlain = position === 2 && pair.user + pair.item === 1;
  // Of three columns the third is the value, whatever it holds; of more it may be another id, such as a category.
  if (isPlain && (columns.length === 3 || !(evidence.smallest > LARGE && !evidence.fractions))) return true;
  if (isPlain || isConstant(evidence) || (item !== undefined && follows(evidence, item))) return false;
  // Further away stand time zones, prices and what else machines write.
  if (position > Math.max(pair.user, pair.item) + 2 && !isScale(evidence)) return false;
  const beside = columns.filter((other) => Math.abs(other.position - position) === 1);
  return !beside.some((other) => areCoordinates(evidence, other.evidence));
}
