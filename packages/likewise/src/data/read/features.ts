/** Files about users or items → their attributes, as models take them. */
import { type FeatureRow, type Features, featuresFromRows, type Id, LikewiseError } from '@likewise/core';
import { plainName, roleNamed } from '../cells/column-names.ts';
import { type AttributeKind, attributeKind, levelsOf, numberedVectors, vectorOf } from './attribute-kinds.ts';
import { itemsOf } from './items.ts';
import { type ReadTableOptions, readTable, type TextTable } from './table.ts';
import { tagLists } from './tag-lists.ts';

export interface FeaturesReport {
  readonly file: string;
  /** Distinct users or items. */
  readonly described: number;
  /** What became of each column. */
  readonly columns: Readonly<Record<string, AttributeKind>>;
  /** Lines for stderr. */
  readonly messages: readonly string[];
}

export interface ReadFeaturesOptions extends Omit<ReadTableOptions, 'header'> {
  /** Overrules what columns are taken for, by name; names of no column change nothing. */
  readonly kinds?: ReadonlyMap<string, AttributeKind> | undefined;
}

/**
 * One row an id, in one file or several. Text of a few words becomes levels, "a|b" lists of levels, longer text stays text, numbers are
 * standardized, dates their year, postal codes their first character, v0, v1 … or "[0.1, 0.2]" a vector; a column nearly every row of
 * which differs (names, addresses) says nothing and is left out. Item files are read as `readItems` does, with their categories and
 * titles; a row for each tag of an item is a list of tags. Of users, the id is the column named so, else the first, and MovieLens
 * `u.user` and `users.dat` are recognised.
 * @throws LikewiseError as `readInteractions` does; `duplicate-id` where one user has two rows, `duplicate-name` where two files have
 *   one attribute, `no-features` where no column is left
 */
export async function readFeatures(
  paths: string | readonly string[],
  of: 'user' | 'item',
  options: ReadFeaturesOptions = {},
): Promise<{ readonly features: Features; readonly report: FeaturesReport }> {
  const rows = new Map<Id, FeatureRow>();
  const treated = new Map<string, AttributeKind>();
  const told: string[] = [];
  const files: string[] = [];
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    const table = await readTable(path, options);
    const columns = of === 'item' ? itemColumns(table) : userColumns(table);
    const kinds = new Map(
      [...columns.columns].map(
        ([name, cells]) => [name, options.kinds?.get(name) ?? columns.known?.[name] ?? attributeKind(name, cells)] as const,
      ),
    );
    for (const row of rowsOf(columns, kinds)) {
      const before = rows.get(row.id);
      rows.set(row.id, before === undefined ? row : joined(before, row, columns.file));
    }
    for (const [name, kind] of kinds) treated.set(name, kind);
    files.push(columns.file);
    told.push(...toldOf(columns, kinds));
  }
  const features = featuresFromRows(rows.values());
  const file = files.join(', ');
  if (features.names.length === 0 && features.texts === undefined) {
    throw new LikewiseError(
      'no-features',
      `${file}: no column says anything of the ${of}s; give one with levels, numbers or text beside the id.`,
      { file },
    );
  }
  const texts = features.texts === undefined ? '' : ` and ${features.texts.size} text${features.texts.size > 1 ? 's' : ''}`;
  return {
    features,
    report: {
      file,
      described: rows.size,
      columns: Object.fromEntries(treated),
      messages: [`${file}: ${rows.size} ${of}s, ${features.names.length} features${texts}: ${told.join(', ')}`],
    },
  };
}

interface Columns {
  readonly file: string;
  readonly ids: readonly string[];
  /** Lists of levels by name, one a row. */
  readonly lists?: ReadonlyMap<string, readonly (readonly string[])[]> | undefined;
  /** Cells by name, one a row. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Kinds that are not to be guessed. */
  readonly known?: Readonly<Record<string, AttributeKind>> | undefined;
}

function* rowsOf({ ids, lists, columns }: Columns, kinds: ReadonlyMap<string, AttributeKind>): Generator<FeatureRow> {
  const vectors = numberedVectors(kinds);
  const inVectors = new Set([...vectors.values()].flat());
  for (const [row, id] of ids.entries()) {
    const categories: Record<string, string | readonly string[]> = {};
    const numbers: Record<string, number> = {};
    const texts: Record<string, string> = {};
    const numbered: Record<string, readonly number[]> = {};
    for (const [name, all] of lists ?? []) if (all[row].length > 0) categories[name] = all[row];
    for (const [name, cells] of columns) {
      const cell = cells[row];
      const kind = kinds.get(name) as AttributeKind;
      if (cell === '' || kind === 'left out' || inVectors.has(name)) continue;
      if (kind === 'number') numbers[name] = numberOf(cell, name, id);
      else if (kind === 'text') texts[name] = cell;
      else if (kind === 'vector') numbered[name] = vectorOf(cell) ?? refuseCell(cell, name, id, 'a vector such as [0.5, -1]');
      else categories[name] = levelsOf(cell, kind);
    }
    for (const [name, members] of vectors) {
      const cells = members.map((member) => (columns.get(member) as readonly string[])[row]);
      if (cells.every((cell) => cell !== '')) numbered[name] = cells.map(Number);
    }
    yield { id, categories, numbers, texts, vectors: numbered };
  }
}

function numberOf(cell: string, name: string, id: string): number {
  const value = Number(cell);
  return Number.isFinite(value) ? value : refuseCell(cell, name, id, 'a number');
}

function refuseCell(cell: string, name: string, id: string, wanted: string): never {
  throw new LikewiseError('invalid-cell', `${id}: ${name} must be ${wanted}; got "${cell.slice(0, 40)}".`, { id, column: name });
}

/** Of one id in two files. */
function joined(before: FeatureRow, row: FeatureRow, file: string): FeatureRow {
  const both = <T>(key: 'categories' | 'numbers' | 'texts' | 'vectors'): Record<string, T> => {
    const first = (before[key] ?? {}) as Record<string, T>;
    const second = (row[key] ?? {}) as Record<string, T>;
    const twice = Object.keys(second).find((name) => Object.hasOwn(first, name));
    if (twice !== undefined) {
      throw new LikewiseError(
        'duplicate-name',
        `${file}: ${row.id} has ${twice} in another file already; rename it or leave one of them out.`,
        {
          file,
          field: twice,
        },
      );
    }
    return { ...first, ...second };
  };
  return { id: row.id, categories: both('categories'), numbers: both('numbers'), texts: both('texts'), vectors: both('vectors') };
}

function toldOf({ lists, columns }: Columns, kinds: ReadonlyMap<string, AttributeKind>): string[] {
  const vectors = numberedVectors(kinds);
  const inVectors = new Set([...vectors.values()].flat());
  return [
    ...[...(lists ?? [])].filter(([, all]) => all.some((listed) => listed.length > 0)).map(([name]) => `${name} = levels`),
    ...[...columns.keys()].filter((name) => !inVectors.has(name)).map((name) => `${name} = ${kinds.get(name)}`),
    ...[...vectors].map(([name, members]) => `${name} = vector of ${members.length}`),
  ];
}

function itemColumns(table: TextTable): Columns {
  const tags = tagLists(table);
  if (tags !== undefined) return { ...tags, file: table.file, columns: new Map() };
  const { items, report } = itemsOf(table);
  const records = [...items.values()];
  const names = [...new Set(records.flatMap(({ features = {} }) => Object.keys(features)))];
  const columns = new Map(names.map((name) => [name, records.map(({ features }) => features?.[name] ?? '')]));
  // Films carry their year in the title.
  const years = records.map(({ title }) => /\((\d{4})\)\s*$/.exec(title ?? '')?.[1] ?? '');
  const dated = [...columns].some(([name, cells]) => attributeKind(name, cells) === 'year');
  if (!dated && years.filter((year) => year !== '').length > records.length / 2) columns.set('year', years);
  if (report.columns.title !== undefined)
    columns.set(
      'title',
      records.map(({ title }) => (title ?? '').replace(/\s*\(\d{4}\)\s*$/, '')),
    );
  const lists = new Map([['category', records.map(({ categories = [] }) => categories)]]);
  return { file: report.file, ids: [...items.keys()], lists, columns, known: { title: 'text' } };
}

function userColumns({ file, header, names, rows, where }: TextTable): Columns {
  const named = header ? names.findIndex((name) => roleNamed(name)?.role === 'user' || plainName(name) === 'id') : 0;
  const id = Math.max(0, named);
  const shown = header ? names : (movieLensUsers(rows) ?? names);
  const seen = new Map<string, number>();
  rows.forEach((cells, row) => {
    const before = seen.get(cells[id]);
    if (cells[id] === '')
      throw new LikewiseError('invalid-cell', `${file}, ${where(row)}: the user must not be empty; give every row one.`, { file, row });
    if (before !== undefined) {
      throw new LikewiseError(
        'duplicate-id',
        `${file}, ${where(row)}: user ${cells[id]} stands on ${where(before)} already; keep one of the two.`,
        {
          file,
          user: cells[id],
        },
      );
    }
    seen.set(cells[id], row);
  });
  const columns = shown
    .map((name, position) => [name, rows.map((cells) => cells[position])] as const)
    .filter((_, position) => position !== id);
  return { file, ids: rows.map((cells) => cells[id]), columns: new Map(columns) };
}

/** The columns of `u.user` (id, age, sex, occupation, zip) and of `users.dat` (id, sex, age, occupation, zip). */
function movieLensUsers(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const isSex = (position: number): boolean => rows.every((cells) => cells[position] === 'M' || cells[position] === 'F');
  if (rows[0].length !== 5) return undefined;
  if (isSex(2)) return ['user', 'age', 'sex', 'occupation', 'zip'];
  return isSex(1) ? ['user', 'sex', 'age', 'occupation', 'zip'] : undefined;
}
