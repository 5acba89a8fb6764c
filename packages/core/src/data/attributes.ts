/** What an attribute of users or items is, judged by all its values: levels, lists of levels, numbers, texts, vectors … */
import { type ErrorCode, LikewiseError } from '../errors.ts';
import { nearestName, unknownName } from '../options.ts';
import type { Id } from './id-map.ts';

export type AttributeKind = 'levels' | 'list' | 'number' | 'text' | 'vector' | 'year' | 'first character' | 'ten years' | 'left out';

/** What a row says of one attribute; "" and `null` say nothing. */
export type AttributeValue = string | number | boolean | readonly string[] | readonly number[] | null | undefined;

type ByAttribute<T> = Readonly<Record<string, T | undefined>>;

/** What is known of one item or user, by what it is. */
export interface ToldRow {
  readonly id: Id;
  /** One or several levels by attribute; "" counts as absent. */
  readonly categories?: ByAttribute<string | readonly string[]> | undefined;
  /** Finite numbers by attribute. */
  readonly numbers?: ByAttribute<number> | undefined;
  /** Texts of any length by attribute; "" counts as absent. */
  readonly texts?: ByAttribute<string> | undefined;
  /** Finite numbers of a fixed length by attribute, such as embeddings; never standardized. */
  readonly vectors?: ByAttribute<readonly number[]> | undefined;
}

/**
 * What is known of one item or user: attributes beside the id, whose kind is judged by all rows, as in { id: 'f1', genre: 'Crime|Comedy',
 * year: 1998 }; and those whose kind is told, under the names of `ToldRow`.
 */
export type FeatureRow = { readonly [Group in keyof Omit<ToldRow, 'id'>]?: ToldRow[Group] | AttributeValue } & {
  readonly id: Id;
  readonly [attribute: string]: unknown;
};

const groups = ['categories', 'numbers', 'texts', 'vectors'] as const;

/** Each row with all its attributes told by kind. @throws LikewiseError `invalid-value`, `duplicate-name`, `unknown-column` for a kind of no attribute. */
export function toldRows(rows: readonly FeatureRow[], kinds: Readonly<Record<string, AttributeKind>>): readonly ToldRow[] {
  const columns = new Map<string, AttributeValue[]>();
  const told = rows.map((row, at) => {
    const given = { categories: named(), numbers: named(), texts: named(), vectors: named() };
    for (const [name, value] of Object.entries(row)) {
      if (name === 'id' || value === undefined || value === null) continue;
      const group = groups.find((known) => known === name);
      if (typeof value === 'object' && !Array.isArray(value)) {
        if (group === undefined) throw refusedGroup(row.id, name);
        Object.assign(given[group], value);
      } else {
        const values = columns.get(name) ?? new Array<AttributeValue>(rows.length).fill(undefined);
        values[at] = value as AttributeValue;
        columns.set(name, values);
      }
    }
    return { id: row.id, ...given };
  });
  for (const name of Object.keys(kinds))
    if (!columns.has(name)) throw unknownName('unknown-column', `featuresFromRows: kinds: no row has "${name}"`, name, [...columns.keys()]);
  for (const [name, values] of columns) {
    const kind = (Object.hasOwn(kinds, name) ? kinds[name] : undefined) ?? attributeKind(name, values);
    values.forEach((value, at) => {
      if (kind === 'left out' || !isSaid(value)) return;
      const { id, ...given } = told[at];
      const twice = groups.find((group) => Object.hasOwn(given[group], name));
      if (twice !== undefined)
        throw refused('duplicate-name', id, name, `featuresFromRows: ${id} has ${name} among its ${twice} too; leave one of them out.`);
      if (kind === 'number') given.numbers[name] = Number(value);
      else if (kind === 'text') given.texts[name] = String(value);
      else if (kind === 'vector') given.vectors[name] = vectorOf(value);
      else given.categories[name] = levelsOf(value, kind);
      const [wanted, isRight] =
        kind === 'number'
          ? ['a number', Number.isFinite(given.numbers[name])]
          : ['a vector such as [0.5, -1]', kind !== 'vector' || given.vectors[name] !== undefined];
      if (isRight) return;
      const got = JSON.stringify(String(value).slice(0, 40));
      throw refused('invalid-value', id, name, `${id}: ${name} must be ${wanted}; got ${got}.`);
    });
  }
  return told as readonly ToldRow[];
}

/** Without a prototype: an attribute may be called as it likes. */
const named = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

function refusedGroup(id: Id, name: string): LikewiseError {
  const near = nearestName(name, groups);
  const hint = near === undefined ? `attributes told by kind stand in ${groups.join(', ')}` : `did you mean "${near}"?`;
  const problem = `featuresFromRows: ${id}: ${name} must be a text, a number, or a list of either; got an object (${hint}).`;
  return refused('invalid-value', id, name, problem);
}

const refused = (code: ErrorCode, id: Id, field: string, problem: string): LikewiseError => new LikewiseError(code, problem, { id, field });

/** Codes of a few kinds (occupations, age bands) are levels though they are written as numbers. */
const FEW_CODES = 30;

/** Text with this many words to a cell, most of them different, is meant to be read. */
const WORDS_OF_TEXT = 4;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{12}/u;

const isSaid = (value: AttributeValue): value is Exclude<AttributeValue, null | undefined> =>
  value !== undefined && value !== null && value !== '';

/**
 * Text of a few words is levels, "a|b" and lists of texts are lists of levels, longer text is text; numbers are numbers, or levels where
 * there are few; dates their year, postal codes their first character, "[0.1, 0.2]" and lists of numbers vectors. Text of which nearly
 * every row has another (names, addresses) says nothing and is left out.
 */
export function attributeKind(name: string, values: readonly AttributeValue[]): AttributeKind {
  const said = values.filter(isSaid);
  if (said.some((value) => typeof value === 'object')) return said.every((value) => vectorOf(value) !== undefined) ? 'vector' : 'list';
  const cells = said.map(String);
  const distinct = new Set(cells).size;
  if (cells.length === 0) return 'left out';
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (/^(zip|zipcode|postal|postalcode|postcode|plz)$/.test(plain)) return 'first character';
  if (cells.every((cell) => yearOf(cell) !== undefined)) return 'year';
  const numeric = cells.every((cell) => Number.isFinite(Number(cell)));
  if (numeric && distinct > FEW_CODES) return plain === 'age' ? 'ten years' : 'number';
  if (numeric) return 'levels';
  if (cells.every((cell) => vectorOf(cell) !== undefined)) return 'vector';
  if (cells.filter((cell) => cell.includes('|') || cell.startsWith('["')).length >= cells.length / 10) return 'list';
  if (distinct > cells.length / 2) {
    const words = cells.reduce((sum, cell) => sum + cell.split(/\s+/).length, 0) / cells.length;
    if (words >= WORDS_OF_TEXT || cells.filter((cell) => unspaced.test(cell)).length > cells.length / 2) return 'text';
  }
  return distinct > 20 && distinct > cells.length / 2 ? 'left out' : 'levels';
}

/** "[0.25, -1]" or a list of numbers → its numbers. */
function vectorOf(value: Exclude<AttributeValue, null | undefined>): readonly number[] | undefined {
  if (typeof value === 'object') return value.every((part) => typeof part === 'number') ? (value as readonly number[]) : undefined;
  const inside = /^\[([^\]]*)\]$/.exec(String(value))?.[1];
  const parts = inside?.split(/[\s,;]+/).filter((part) => part !== '') ?? [];
  const numbers = parts.map(Number);
  return parts.length > 1 && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** "a|b", "a; b", "a, b" or the JSON of a list of texts → its parts. */
export function listOf(cell: string): string[] {
  if (/^\(?no genres listed\)?$/i.test(cell)) return [];
  if (/^\[\s*(".*")?\s*\]$/.test(cell)) {
    try {
      return (JSON.parse(cell) as unknown[]).map(String);
    } catch {
      // Brackets that are not JSON are part of a name.
    }
  }
  const separator = cell.includes('|') ? '|' : cell.includes(';') ? ';' : ',';
  return cell
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Levels of a value, by the kind of its attribute. */
function levelsOf(value: Exclude<AttributeValue, null | undefined>, kind: AttributeKind): string | readonly string[] {
  if (typeof value === 'object') return value.map(String);
  const cell = String(value);
  if (kind === 'year') return yearOf(cell) ?? cell;
  if (kind === 'first character') return cell[0];
  // The old are few: one level from 60 on.
  if (kind === 'ten years') return String(Math.min(60, Math.floor(Number(cell) / 10) * 10));
  return kind === 'list' ? listOf(cell) : cell;
}

/** Of "1995", "01-Jan-1995", "1995-01-01", "1995-01-01T…". */
function yearOf(cell: string): string | undefined {
  return (/^(?:\d{1,2}-[A-Za-z]{3}-)?((?:1[89]|20)\d\d)$/.exec(cell) ?? /^((?:1[89]|20)\d\d)-\d\d-\d\d/.exec(cell))?.[1];
}
