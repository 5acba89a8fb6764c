/** A column as its name and its cells speak for it. */
import { type NamedRole, type Role, roleInName } from '../cells/column-names.ts';
import { type ColumnEvidence, evidenceOf, isLabel, isMostlyNumbers, isNoId } from './column-evidence.ts';
import type { NamedTable } from './stated-columns.ts';

export interface SampledTable extends NamedTable {
  /** Some rows, as text. */
  readonly sample: readonly (readonly string[])[];
  readonly delimiter?: string | undefined;
}

export interface JudgedColumn {
  readonly position: number;
  readonly name: string | undefined;
  readonly named: NamedRole | undefined;
  readonly evidence: ColumnEvidence;
}

/** Where user and item may stand: all columns that are named, and the first of the others. */
const LOOKED_AT = 64;

export function judgedColumns({ names, sample, width }: SampledTable): readonly JudgedColumn[] {
  const columns: JudgedColumn[] = [];
  for (let position = 0; position < width; position++) {
    const name = names?.[position] || undefined;
    const found = name === undefined ? undefined : (roleInName(name) ?? listOfItems(name));
    if (found === undefined && position >= LOOKED_AT) continue;
    const evidence = evidenceOf(sample, position);
    columns.push({ position, name, named: trusted(name, found, evidence), evidence });
  }
  return columns;
}

/** "items" and "products" are items where their cells are lists. */
const listOfItems = (name: string): NamedRole | undefined => {
  const found = /s$/i.test(name) ? roleInName(name.slice(0, -1)) : undefined;
  return found?.role === 'item' ? { role: 'item', rank: LISTS } : undefined;
};
const LISTS = 900;

/** Names that mean a value only above numbers. */
const ambiguous =
  /^(label|target|preferences?|pref|mark|note|click\w*|like[ds]?|islike|bought|purchased|units|reordered|(is)?recommended)$/i;

/** What the name says, unless the cells are against it. */
function trusted(name: string | undefined, found: NamedRole | undefined, evidence: ColumnEvidence): NamedRole | undefined {
  if (found === undefined || name === undefined) return undefined;
  const { role, rank } = found;
  if (rank === LISTS && !evidence.lists) return undefined;
  if (evidence.filled === 0) return found;
  const inWords = rank >= 1000;
  if ((role === 'user' || role === 'item') && inWords && isNoId(evidence)) return undefined;
  // "Weekend" is no moment, whatever its column is called; what holds digits may be one that is refused by line.
  if (role === 'timestamp' && !evidence.cells.some((cell) => /\d/.test(cell))) return undefined;
  const isValue = role === 'rating' || role === 'weight';
  if (isValue && (inWords || ambiguous.test(name)) && !isMostlyNumbers(evidence) && !isLabel(evidence)) return undefined;
  return found;
}

/** The column best known as the role. */
export const bestNamed = (columns: readonly JudgedColumn[], role: Role): number | undefined =>
  columns.filter(({ named }) => named?.role === role).sort((a, b) => (a.named?.rank ?? 0) - (b.named?.rank ?? 0))[0]?.position;
