/** Files about users or items → their attributes, as models take them. */
import {
  type AttributeKind,
  type AttributeValue,
  attributeKind,
  type Features,
  featuresFromRows,
  type Id,
  LikewiseError,
} from '@likewise/core';
import { plainName, roleNamed } from '../cells/column-names.ts';
import { numberedVectors } from './attribute-kinds.ts';
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
  const rows = new Map<Id, Attributes>();
  const treated = new Map<string, AttributeKind>();
  const told: string[] = [];
  const files: string[] = [];
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    const table = await readTable(path, options);
    const columns = of === 'item' ? itemColumns(table) : userColumns(table);
    const kindOf = (name: string, cells: readonly string[]): AttributeKind =>
      // A second column called id is another number of the same thing, and no attribute.
      name === 'id' ? 'left out' : (options.kinds?.get(name) ?? columns.known?.[name] ?? attributeKind(name, cells));
    const kinds = new Map([...columns.columns].map(([name, cells]) => [name, kindOf(name, cells)] as const));
    attributesOf(columns, kinds).forEach((attributes, row) => {
      const id = columns.ids[row];
      rows.set(id, joined(id, rows.get(id) ?? {}, attributes, columns.file));
    });
    for (const [name, kind] of kinds) treated.set(name, kind);
    files.push(columns.file);
    told.push(...toldOf(columns, kinds));
  }
  const said = new Set([...rows.values()].flatMap((attributes) => Object.keys(attributes)));
  const features = featuresFromRows(
    Array.from(rows, ([id, attributes]) => ({ ...attributes, id })),
    { kinds: Object.fromEntries([...treated].filter(([name]) => said.has(name))) },
  );
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

type Attributes = Readonly<Record<string, AttributeValue>>;

/** What the file says of each id. */
function attributesOf({ ids, lists, columns }: Columns, kinds: ReadonlyMap<string, AttributeKind>): Attributes[] {
  const vectors = numberedVectors(kinds);
  const left = new Set([...vectors.values()].flat());
  for (const [name, kind] of kinds) if (kind === 'left out') left.add(name);
  return ids.map((_, row) => {
    const attributes = new Map<string, AttributeValue>();
    for (const [name, all] of lists ?? []) if (all[row].length > 0) attributes.set(name, all[row]);
    for (const [name, cells] of columns) if (cells[row] !== '' && !left.has(name)) attributes.set(name, cells[row]);
    for (const [name, members] of vectors) {
      const cells = members.map((member) => (columns.get(member) as readonly string[])[row]);
      if (cells.every((cell) => cell !== '')) attributes.set(name, cells.map(Number));
    }
    return Object.fromEntries(attributes);
  });
}

/** Of one id in two files. */
function joined(id: Id, before: Attributes, more: Attributes, file: string): Attributes {
  const twice = Object.keys(more).find((name) => Object.hasOwn(before, name));
  if (twice === undefined) return { ...before, ...more };
  throw new LikewiseError('duplicate-name', `${file}: ${id} has ${twice} in another file already; rename it or leave one of them out.`, {
    file,
    field: twice,
  });
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
