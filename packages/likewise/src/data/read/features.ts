/** Files about users or items → their attributes, as models take them. */
import {
  type AttributeKind,
  type AttributeValue,
  attributeKind,
  type Features,
  featuresFromRows,
  type Id,
  LikewiseError,
  unknownName,
} from '@likewise/core';
import { counted } from '../../words/numbers.ts';
import { plainName, roleNamed } from '../cells/column-names.ts';
import { itemsOf, rowsById } from './items.ts';
import { type ReadTableOptions, readTable, type TextTable } from './table.ts';

interface FeaturesReport {
  readonly file: string;
  /** Distinct users or items. */
  readonly described: number;
  /** What became of each column. */
  readonly columns: Readonly<Record<string, AttributeKind>>;
  /** Lines for stderr. */
  readonly messages: readonly string[];
}

interface ReadFeaturesOptions extends Omit<ReadTableOptions, 'header'> {
  /** Overrules what columns are taken for, by name; names of no column change nothing. */
  readonly kinds?: ReadonlyMap<string, AttributeKind> | undefined;
}

/**
 * One row an id, in one file or several. Text of a few words becomes levels, "a|b" lists of levels, longer text stays text, numbers are
 * standardized, dates their year, postal codes their first character, v0, v1 … or "[0.1, 0.2]" a vector; a column nearly every row of
 * which differs (names, addresses) says nothing and is left out. Item files are read as `readItems` does, with their categories and
 * titles; a row for each tag of an item is a list of tags. Of users, the id is the column named so, else the first, and MovieLens
 * `u.user` and `users.dat` are recognised.
 * @throws LikewiseError as `readInteractions` does; `duplicate-id` where one user has two rows that differ, `duplicate-name` where two files have
 *   one attribute, `no-features` where no column is left
 */
export async function readFeatures(
  paths: string | readonly string[],
  of: 'user' | 'item',
  options: ReadFeaturesOptions = {},
): Promise<{ readonly features: Features; readonly report: FeaturesReport }> {
  const rows = new Map<Id, Attributes>();
  // A column may be called like a property that every object has.
  const treated: Record<string, AttributeKind> = Object.create(null);
  const told: string[] = [];
  const files: string[] = [];
  const notes: string[] = [];
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    const table = await readTable(path, options);
    const columns = of === 'item' ? itemColumns(table) : userColumns(table);
    const kinds = new Map<string, AttributeKind>();
    for (const [name, cells] of columns.columns) {
      // A second column called id is another number of the same thing, and no attribute.
      const kind = name === 'id' ? 'left out' : (options.kinds?.get(name) ?? knownKind(columns, name) ?? attributeKind(name, cells));
      kinds.set(name, kind);
      treated[name] = kind;
    }
    const vectors = numberedVectors(kinds);
    attributesOf(columns, kinds, vectors).forEach((attributes, row) => {
      const id = columns.ids[row];
      rows.set(id, joined(id, rows.get(id) ?? {}, attributes, table.file));
    });
    files.push(table.file);
    notes.push(...(table.notes ?? []));
    told.push(...toldOf(columns, kinds, vectors));
  }
  const said = new Set([...rows.values()].flatMap((attributes) => Object.keys(attributes)));
  const features = featuresFromRows(
    Array.from(rows, ([id, attributes]) => ({ ...attributes, id })),
    { kinds: Object.fromEntries(Object.entries(treated).filter(([name]) => said.has(name))) },
  );
  const file = files.join(', ');
  if (features.names.length === 0 && features.texts === undefined) {
    const remedy = 'give one with levels, numbers or text beside the id';
    throw new LikewiseError('no-features', `${file}: no column says anything of the ${of}s; ${remedy}.`, { file });
  }
  const texts = features.texts === undefined ? '' : ` and ${counted(features.texts.size, 'text')}`;
  const message = `${file}: ${rows.size} ${of}s, ${features.names.length} features${texts}: ${told.join(', ')}`;
  return { features, report: { file, described: rows.size, columns: { ...treated }, messages: [message, ...notes] } };
}

interface Columns {
  readonly ids: readonly string[];
  /** Lists of levels by name, one a row. */
  readonly lists?: ReadonlyMap<string, readonly (readonly string[])[]> | undefined;
  /** Cells by name, one a row. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Kinds that are not to be guessed. */
  readonly known?: Readonly<Record<string, AttributeKind>> | undefined;
}

type Attributes = Readonly<Record<string, AttributeValue>>;
type Kinds = ReadonlyMap<string, AttributeKind>;
/** Numbered columns that are one vector: its name and its columns in order. */
type Vectors = ReadonlyMap<string, readonly string[]>;

const knownKind = ({ known = {} }: Columns, name: string): AttributeKind | undefined =>
  Object.hasOwn(known, name) ? known[name] : undefined;

/** What the file says of each id. */
function attributesOf({ ids, lists = new Map(), columns }: Columns, kinds: Kinds, vectors: Vectors): Attributes[] {
  const left = new Set([...vectors.values()].flat());
  for (const [name, kind] of kinds) if (kind === 'left out') left.add(name);
  return ids.map((_, row) => {
    const attributes = new Map<string, AttributeValue>();
    for (const [name, all] of lists) if (all[row].length > 0) attributes.set(name, all[row]);
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
  const field = Object.keys(more).find((name) => Object.hasOwn(before, name));
  if (field === undefined) return { ...before, ...more };
  const problem = `${id} has ${field} in another file already; rename it or leave one of them out`;
  throw new LikewiseError('duplicate-name', `${file}: ${problem}.`, { file, field });
}

function toldOf({ lists = new Map(), columns }: Columns, kinds: Kinds, vectors: Vectors): string[] {
  const inVectors = new Set([...vectors.values()].flat());
  const used = [...lists].filter(([, all]) => all.some((listed) => listed.length > 0));
  return [
    ...used.map(([name]) => `${name} = levels`),
    ...[...columns.keys()].filter((name) => !inVectors.has(name)).map((name) => `${name} = ${kinds.get(name)}`),
    ...[...vectors].map(([name, members]) => `${name} = vector of ${members.length}`),
  ];
}

function itemColumns(table: TextTable): Columns {
  const tags = tagLists(table);
  if (tags !== undefined) return tags;
  const { items, report } = itemsOf(table);
  const records = [...items.values()];
  const names = [...new Set(records.flatMap(({ features = {} }) => Object.keys(features)))];
  const columns = new Map(names.map((name) => [name, records.map(({ features }) => features?.[name] ?? '')]));
  // Films carry their year in the title.
  const years = records.map(({ title }) => /\((\d{4})\)\s*$/.exec(title ?? '')?.[1] ?? '');
  const dated = [...columns].some(([name, cells]) => attributeKind(name, cells) === 'year');
  if (!dated && years.filter((year) => year !== '').length > records.length / 2) columns.set('year', years);
  const titles = records.map(({ title }) => (title ?? '').replace(/\s*\(\d{4}\)\s*$/, ''));
  if (report.columns.title !== undefined) columns.set('title', titles);
  const lists = new Map([['category', records.map(({ categories = [] }) => categories)]]);
  return { ids: [...items.keys()], lists, columns, known: { title: 'text' } };
}

function userColumns(table: TextTable): Columns {
  const { header, names, rows } = table;
  const named = header ? names.findIndex((name) => roleNamed(name)?.role === 'user' || plainName(name) === 'id') : 0;
  const id = Math.max(0, named);
  const shown = header ? names : (movieLensUsers(rows) ?? names);
  const distinct = rowsById(table, id, 'user');
  const columns = shown.map((name, position) => [name, Array.from(distinct.values(), (row) => rows[row][position])] as const);
  return { ids: [...distinct.keys()], columns: new Map(columns.filter((_, position) => position !== id)) };
}

/** The columns of `u.user` (id, age, sex, occupation, zip) and of `users.dat` (id, sex, age, occupation, zip). */
function movieLensUsers(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const isSex = (position: number): boolean => rows.every((cells) => cells[position] === 'M' || cells[position] === 'F');
  if (rows[0].length !== 5) return undefined;
  if (isSex(2)) return ['user', 'age', 'sex', 'occupation', 'zip'];
  return isSex(1) ? ['user', 'sex', 'age', 'occupation', 'zip'] : undefined;
}

const tagNames = new Set(['tag', 'tags', 'keyword', 'keywords', 'genre', 'category', 'label', 'topic']);

/**
 * A row for each tag that a user gave an item (MovieLens `tags.csv`) → the tags of each item, in lower case, each once. `undefined` unless
 * a column is named as tags are and items have several rows.
 */
function tagLists({ header, names, rows }: TextTable): Columns | undefined {
  if (!header) return undefined;
  const tag = names.findIndex((name) => tagNames.has(plainName(name)));
  const item = names.findIndex((name) => roleNamed(name)?.role === 'item');
  if (tag < 0 || item < 0 || tag === item) return undefined;
  const tags = new Map<string, Set<string>>();
  for (const cells of rows) {
    const own = tags.get(cells[item]) ?? new Set();
    // One tag is written in many ways of case.
    const text = cells[tag].trim().toLowerCase();
    if (text !== '') own.add(text);
    tags.set(cells[item], own);
  }
  if (tags.size === rows.length) return undefined;
  return { ids: [...tags.keys()], lists: new Map([[names[tag], Array.from(tags.values(), (own) => [...own])]]), columns: new Map() };
}

/** Fewer numbered columns than this are numbers of their own. */
const LEAST_ELEMENTS = 8;

/** Columns v0, v1 … of numbers, as one vector each: its name and its columns in order. */
function numberedVectors(kinds: Kinds): Vectors {
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
    const columns = members.map(({ column }) => column);
    if (columns.length >= LEAST_ELEMENTS && members.every(({ number }, k) => number === members[0].number + k)) vectors.set(name, columns);
  }
  return vectors;
}

/** How kinds are written where a reader overrules them. */
const writtenKinds = new Map<string, AttributeKind>([['skip', 'left out']]);
for (const kind of ['levels', 'list', 'number', 'text', 'vector', 'year'] as const) writtenKinds.set(kind, kind);

/** "plot=text,budget=number" → kinds by column. @throws LikewiseError `invalid-columns`, `unknown-kind` */
export function parseKinds(text: string): ReadonlyMap<string, AttributeKind> {
  const kinds = new Map<string, AttributeKind>();
  for (const part of text.split(',')) {
    const at = part.lastIndexOf('=');
    const remedy = 'write column=kind, as in plot=text,budget=number';
    if (at < 1) throw new LikewiseError('invalid-columns', `--feature-kinds: ${remedy}; got "${part}".`, { text });
    const [name, kind] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    const meant = writtenKinds.get(kind);
    if (meant === undefined)
      throw unknownName('unknown-kind', `--feature-kinds: ${name} cannot be "${kind}"`, kind, [...writtenKinds.keys()]);
    kinds.set(name, meant);
  }
  return kinds;
}
