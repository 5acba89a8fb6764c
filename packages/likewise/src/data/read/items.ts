/** An item file → titles, categories and other attributes by item id. */
import { type Id, LikewiseError, listOf } from '@likewise/core';
import { plainName, roleNamed, wordsOf } from '../cells/column-names.ts';
import { statedColumns } from '../columns/stated-columns.ts';
import { type ReadTableOptions, readTable, type TextTable } from './table.ts';

/** What is known of an item besides who has it. */
export interface ItemRecord {
  readonly title?: string | undefined;
  /** Genres, tags, categories; none where the file says so ("(no genres listed)"). */
  readonly categories?: readonly string[] | undefined;
  /** Every other column that is not empty, by its name. */
  readonly features?: Readonly<Record<string, string>> | undefined;
}
/** By item id: what `readItems` gives, and what a server takes. */
export type ItemRecords = ReadonlyMap<Id, ItemRecord>;

export interface ItemsReport {
  readonly file: string;
  /** Distinct items. */
  readonly items: number;
  readonly columns: { readonly item: string; readonly title: string | undefined; readonly categories: string | undefined };
  /** Lines for stderr. */
  readonly messages: readonly string[];
}

export interface ReadItemsOptions extends Omit<ReadTableOptions, 'header'> {
  /** Column of the item's id, title, categories, by name; or "item,title,categories" in their order. */
  readonly columns?: string | undefined;
}

interface Places {
  readonly item: number;
  readonly title?: number | undefined;
  readonly categories?: number | undefined;
  /** Columns of 0 and 1, each one category (`u.item`), by position. */
  readonly marks: ReadonlyMap<number, string>;
}

/** Names of columns in plain form. */
const titleNames =
  'title name itemname productname movietitle booktitle titel titre titulo titolo label bezeichnung nom nombre nome 标题 名称 タイトル 제목';
const categoryNames =
  'genres genre categories category tags tag kategorien kategorie categorie categoria categorias classes topic topics 类别 分类 ジャンル 장르';

/** The 19 genres of MovieLens 100K, in the order of the last columns of u.item (its u.genre file). */
const movieLens100kGenres =
  "unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western";

/**
 * Reads CSV with names such as item, title, genres; MovieLens `movies.csv`, `movies.dat` (`::`) and `u.item` (`|`); and any table
 * whose first column is the id and the second the title.
 * @throws LikewiseError as `readInteractions` does; `duplicate-item` where one id has two rows that differ.
 * @example const { items } = await readItems('movies.csv'); items.get('1')?.title
 */
export async function readItems(
  path: string,
  options: ReadItemsOptions = {},
): Promise<{ readonly items: ReadonlyMap<string, ItemRecord>; readonly report: ItemsReport }> {
  return itemsOf(await readTable(path, options), options.columns);
}

/** The same of a table that is read already. */
export function itemsOf(table: TextTable, stated?: string): Awaited<ReturnType<typeof readItems>> {
  const { file, names, header, rows } = table;
  const places = placesOf(table, stated);
  const items = new Map([...rowsById(table, places.item, 'item')].map(([item, row]) => [item, recordOf(rows[row], table, places)]));
  const nameAt = (place: number | undefined) => (place === undefined ? undefined : names[place]);
  const columns = {
    item: names[places.item],
    title: nameAt(places.title),
    categories: places.marks.size > 0 ? `${places.marks.size} columns of 0 and 1` : nameAt(places.categories),
  };
  const taken = Object.entries(columns)
    .filter(([, name]) => name !== undefined)
    .map(([role, name]) => `${role} = ${name}`);
  const example = header ? `item=${columns.item},title=${names.find((name) => name !== columns.item)}` : 'item=1,title=2';
  const untitled =
    places.title === undefined && stated === undefined && names.length > 1
      ? [`${file}: warning: no column is known as the title; say which with --item-columns ${example}`]
      : [];
  return {
    items,
    report: {
      file,
      items: items.size,
      columns,
      messages: [`${file}: ${items.size} items, ${taken.join(', ')}`, ...(table.notes ?? []), ...untitled],
    },
  };
}

/** Row of each id; a row that repeats another is passed over. @throws LikewiseError `invalid-cell`, `duplicate-item`, `duplicate-id` */
export function rowsById({ file, rows, where }: TextTable, position: number, of: 'user' | 'item'): ReadonlyMap<string, number> {
  const rowOf = new Map<string, number>();
  for (const [row, cells] of rows.entries()) {
    const id = cells[position];
    if (id === '')
      throw new LikewiseError('invalid-cell', `${file}, ${where(row)}: the ${of} must not be empty; give every row one.`, { file, row });
    const before = rowOf.get(id);
    if (before === undefined) rowOf.set(id, row);
    else if (rows[before].some((cell, column) => cell !== cells[column])) {
      const problem = `${of} ${id} stands on ${where(before)} already, with other attributes; keep one of the two.`;
      throw new LikewiseError(of === 'item' ? 'duplicate-item' : 'duplicate-id', `${file}, ${where(row)}: ${problem}`, { file, [of]: id });
    }
  }
  return rowOf;
}

function recordOf(cells: readonly string[], table: TextTable, { item, title, categories, marks }: Places): ItemRecord {
  // A column may be called like a property that every object has.
  const features = new Map<string, string>();
  for (const [position, cell] of cells.entries()) {
    if (cell !== '' && position !== item && position !== title && position !== categories && !marks.has(position)) {
      features.set(table.names[position], cell);
    }
  }
  const listed = categories === undefined ? [] : listOf(cells[categories]);
  const marked = [...marks].filter(([position]) => cells[position] === '1').map(([, name]) => name);
  return {
    title: title === undefined || cells[title] === '' ? undefined : cells[title],
    categories: [...listed, ...marked],
    features: Object.fromEntries(features),
  };
}

function placesOf({ file, names, header, rows }: TextTable, stated: string | undefined): Places {
  const width = names.length;
  const marks = new Map<number, string>();
  if (stated !== undefined) {
    const roles = ['item', 'title', 'categories'] as const;
    const { positions } = statedColumns({ file, names: header ? names : undefined, width }, stated, { roles, required: ['item'] });
    return { ...positions, item: positions.item as number, marks };
  }
  if (header) {
    const plain = names.map(plainName);
    const found = (known: string): number | undefined => {
      const position = plain.findIndex((name) => known.split(' ').includes(name));
      return position < 0 ? undefined : position;
    };
    const title = found(titleNames) ?? titleInWords(names);
    const [best] = names
      .map((name, position) => ({ position, known: roleNamed(name) }))
      .filter(({ position, known }) => known?.role === 'item' && position !== title)
      .sort((a, b) => (a.known?.rank ?? 0) - (b.known?.rank ?? 0));
    const item = best?.position ?? found('id key') ?? 0;
    return { item, title, categories: found(categoryNames), marks };
  }
  const isMark = (position: number): boolean => rows.every((cells) => cells[position] === '0' || cells[position] === '1');
  const genres = movieLens100kGenres.split('|');
  if (width === 24 && genres.every((_, k) => isMark(5 + k)))
    return { item: 0, title: 1, marks: new Map(genres.map((genre, k) => [5 + k, genre])) };
  const title = titleByCells(rows, width);
  return { item: 0, title, categories: width === 3 && title === 1 ? 2 : undefined, marks };
}

/** `prod_name`, `original_title`, `Track Name`: the name of an item, not of its author or shop. */
function titleInWords(names: readonly string[]): number | undefined {
  const isTitle = (name: string): boolean => {
    const words = wordsOf(name);
    const last = words.pop() ?? '';
    return titleNames.split(' ').includes(last) && words.every((word) => ofItems.has(word) || roleNamed(word)?.role === 'item');
  };
  const position = names.findIndex(isTitle);
  return position < 0 ? undefined : position;
}
const ofItems = new Set(['original', 'full', 'display', 'short', 'long']);

/**
 * Without names: the second column, unless its cells are single words and a later one's are several, as titles are. In many rows single
 * words that all differ are titles too.
 */
function titleByCells(rows: TextTable['rows'], width: number): number | undefined {
  if (width < 2) return undefined;
  const hasBlanks = (position: number): boolean => {
    const cells = rows.map((row) => row[position]).filter((cell) => cell !== '');
    return 2 * cells.filter((cell) => /\S\s+\S/.test(cell) && !/^https?:/.test(cell)).length > cells.length;
  };
  const differ = rows.length >= MANY_ROWS && new Set(rows.map((row) => row[1])).size > 0.9 * rows.length;
  if (differ || hasBlanks(1)) return 1;
  for (let position = 2; position < width; position++) if (hasBlanks(position)) return position;
  return 1;
}
const MANY_ROWS = 10;
