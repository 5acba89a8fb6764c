/** What a column about users or items is: levels, lists of levels, numbers, texts, vectors … */
import { LikewiseError, unknownName } from '@likewise/core';
import { plainName } from '../cells/column-names.ts';
import { listOf } from './items.ts';

export type AttributeKind = 'levels' | 'list' | 'number' | 'text' | 'vector' | 'year' | 'first character' | 'ten years' | 'left out';

/** How kinds are written where a reader overrules them. */
const writtenKinds: Readonly<Record<string, AttributeKind>> = {
  levels: 'levels',
  list: 'list',
  number: 'number',
  text: 'text',
  vector: 'vector',
  year: 'year',
  skip: 'left out',
};

/** "plot=text,budget=number" → kinds by column. @throws LikewiseError `invalid-columns`, `unknown-kind` */
export function parseKinds(text: string): ReadonlyMap<string, AttributeKind> {
  const kinds = new Map<string, AttributeKind>();
  for (const part of text.split(',')) {
    const at = part.lastIndexOf('=');
    if (at < 1) {
      throw new LikewiseError('invalid-columns', `--feature-kinds: write column=kind, as in plot=text,budget=number; got "${part}".`, {
        text,
      });
    }
    const [name, kind] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (!Object.hasOwn(writtenKinds, kind))
      throw unknownName('unknown-kind', `--feature-kinds: ${name} cannot be "${kind}"`, kind, Object.keys(writtenKinds));
    kinds.set(name, writtenKinds[kind]);
  }
  return kinds;
}

/** Codes of a few kinds (occupations, age bands) are levels though they are written as numbers. */
const FEW_CODES = 30;

/** Text with this many words to a cell, most of them different, is meant to be read. */
const WORDS_OF_TEXT = 4;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{12}/u;

/** @param cells of one column; "" where empty */
export function attributeKind(name: string, cells: readonly string[]): AttributeKind {
  const filled = cells.filter((cell) => cell !== '');
  const distinct = new Set(filled).size;
  if (filled.length === 0) return 'left out';
  const plain = plainName(name);
  if (/^(zip|zipcode|postal|postalcode|postcode|plz)$/.test(plain)) return 'first character';
  if (filled.every((cell) => yearOf(cell) !== undefined)) return 'year';
  const numeric = filled.every((cell) => Number.isFinite(Number(cell)));
  if (numeric && distinct > FEW_CODES) return plain === 'age' ? 'ten years' : 'number';
  if (numeric) return 'levels';
  if (filled.every((cell) => vectorOf(cell) !== undefined)) return 'vector';
  if (filled.filter((cell) => cell.includes('|') || cell.startsWith('["')).length >= filled.length / 10) return 'list';
  if (distinct > filled.length / 2) {
    const words = filled.reduce((sum, cell) => sum + cell.split(/\s+/).length, 0) / filled.length;
    if (words >= WORDS_OF_TEXT || filled.filter((cell) => unspaced.test(cell)).length > filled.length / 2) return 'text';
  }
  return distinct > 20 && distinct > filled.length / 2 ? 'left out' : 'levels';
}

/** "[0.25, -1]" → its numbers. */
export function vectorOf(cell: string): readonly number[] | undefined {
  if (!/^\[[^\]]*\]$/.test(cell)) return undefined;
  const parts = cell
    .slice(1, -1)
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
  const numbers = parts.map(Number);
  return parts.length > 1 && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** Fewer numbered columns than this are numbers of their own. */
const LEAST_ELEMENTS = 8;

/** Columns v0, v1 … of numbers, as one vector each: its name and its columns in order. */
export function numberedVectors(kinds: ReadonlyMap<string, AttributeKind>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, { readonly number: number; readonly column: string }[]>();
  for (const [column, kind] of kinds) {
    const match = /^(.*?)[\s._[-]*(\d+)\]?$/.exec(column);
    if (match === null || kind !== 'number') continue;
    const name = match[1] || 'vector';
    groups.set(name, [...(groups.get(name) ?? []), { number: Number(match[2]), column }]);
  }
  const vectors = new Map<string, readonly string[]>();
  for (const [name, members] of groups) {
    members.sort((a, b) => a.number - b.number);
    if (members.length >= LEAST_ELEMENTS && members.every(({ number }, k) => number === members[0].number + k))
      vectors.set(
        name,
        members.map(({ column }) => column),
      );
  }
  return vectors;
}

/** Levels of a cell, by the kind of its column. */
export function levelsOf(cell: string, kind: AttributeKind): string | readonly string[] {
  if (kind === 'year') return yearOf(cell) ?? cell;
  if (kind === 'first character') return cell[0];
  // The old are few: one level from 60 on.
  if (kind === 'ten years') return String(Math.min(60, Math.floor(Number(cell) / 10) * 10));
  if (kind !== 'list') return cell;
  return listOf(cell);
}

/** Of "1995", "01-Jan-1995", "1995-01-01", "1995-01-01T…". */
function yearOf(cell: string): string | undefined {
  return (/^(?:\d{1,2}-[A-Za-z]{3}-)?((?:1[89]|20)\d\d)$/.exec(cell) ?? /^((?:1[89]|20)\d\d)-\d\d-\d\d/.exec(cell))?.[1];
}
