/** An item file → titles, categories and other attributes by item id. */
import { type Id, LikewiseError, listOf, unknownName } from '@likewise/core';
import { plainName, roleNamed } from '../cells/column-names.ts';
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
  readonly title: number | undefined;
  readonly categories: number | undefined;
  /** Columns of 0 and 1, each one category (`u.item`), by position. */
  readonly marks: ReadonlyMap<number, string>;
}

const titleNames = new Set(
  'title name itemname productname movietitle booktitle titel titre titulo titolo label bezeichnung nom nombre nome 标题 名称 タイトル 제목'.split(
    ' ',
  ),
);
const categoryNames = new Set(
  'genres genre categories category tags tag kategorien kategorie categorie categoria categorias classes topic topics 类别 分类 ジャンル 장르'.split(
    ' ',
  ),
);

/** The 19 genres of MovieLens 100K, in the order of the last columns of u.item (its u.genre file). */
const movieLens100kGenres =
  "unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western".split(
    '|',
  );

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
export function itemsOf(
  table: TextTable,
  stated?: string,
): { readonly items: ReadonlyMap<string, ItemRecord>; readonly report: ItemsReport } {
  const places = placesOf(table, stated);
  const items = new Map<string, ItemRecord>();
  const rowOf = new Map<string, number>();
  for (const [row, cells] of table.rows.entries()) {
    const item = cells[places.item];
    if (item === '') {
      throw new LikewiseError('invalid-cell', `${table.file}, ${table.where(row)}: the item must not be empty; give every row one.`, {
        file: table.file,
        row,
      });
    }
    const before = rowOf.get(item);
    if (before !== undefined) {
      if (table.rows[before].every((cell, position) => cell === cells[position])) continue;
      throw new LikewiseError(
        'duplicate-item',
        `${table.file}, ${table.where(row)}: item ${item} stands on ${table.where(before)} already, with other attributes; keep one of the two.`,
        { file: table.file, item },
      );
    }
    rowOf.set(item, row);
    items.set(item, recordOf(cells, table, places));
  }
  const nameAt = (place: number | undefined) => (place === undefined ? undefined : table.names[place]);
  const columns = {
    item: table.names[places.item],
    title: nameAt(places.title),
    categories: places.marks.size > 0 ? `${places.marks.size} columns of 0 and 1` : nameAt(places.categories),
  };
  const taken = Object.entries(columns)
    .filter(([, name]) => name !== undefined)
    .map(([role, name]) => `${role} = ${name}`);
  return {
    items,
    report: { file: table.file, items: items.size, columns, messages: [`${table.file}: ${items.size} items, ${taken.join(', ')}`] },
  };
}

function recordOf(cells: readonly string[], table: TextTable, { item, title, categories, marks }: Places): ItemRecord {
  const features: Record<string, string> = {};
  for (const [position, cell] of cells.entries()) {
    if (cell !== '' && position !== item && position !== title && position !== categories && !marks.has(position)) {
      features[table.names[position]] = cell;
    }
  }
  const listed = categories === undefined ? [] : listOf(cells[categories]);
  const marked = [...marks].filter(([position]) => cells[position] === '1').map(([, name]) => name);
  return { title: title === undefined || cells[title] === '' ? undefined : cells[title], categories: [...listed, ...marked], features };
}

function placesOf(table: TextTable, stated: string | undefined): Places {
  const { names, header, rows } = table;
  if (stated !== undefined) return statedPlaces(table, stated);
  if (header) {
    const plain = names.map(plainName);
    const title = plain.findIndex((name) => titleNames.has(name));
    const categories = plain.findIndex((name) => categoryNames.has(name));
    const known = names
      .map((name, position) => ({ position, known: roleNamed(name) }))
      .filter(({ position, known: found }) => found?.role === 'item' && position !== title)
      .sort((a, b) => (a.known?.rank ?? 0) - (b.known?.rank ?? 0));
    const item = known[0]?.position ?? plain.findIndex((name) => name === 'id' || name === 'key');
    return {
      item: Math.max(item, 0),
      title: title >= 0 ? title : undefined,
      categories: categories >= 0 ? categories : undefined,
      marks: new Map(),
    };
  }
  const width = names.length;
  const isMark = (position: number) => rows.every((cells) => cells[position] === '0' || cells[position] === '1');
  if (width === 24 && movieLens100kGenres.every((_, k) => isMark(5 + k))) {
    return { item: 0, title: 1, categories: undefined, marks: new Map(movieLens100kGenres.map((genre, k) => [5 + k, genre])) };
  }
  return { item: 0, title: width > 1 ? 1 : undefined, categories: width === 3 ? 2 : undefined, marks: new Map() };
}

function statedPlaces({ file, names }: TextTable, stated: string): Places {
  const known = ['item', 'title', 'categories'];
  const places: Record<string, number> = {};
  for (const [place, entry] of stated.split(',').entries()) {
    const [role, name] = entry.split('=', 2).map((part) => part.trim());
    if (role === '-' || role === '') continue;
    if (!known.includes(role)) throw unknownName('unknown-column', `--columns: unknown name "${role}"`, role, known);
    places[role] = name === undefined ? place : names.indexOf(name);
    if (places[role] < 0) throw unknownName('unknown-column', `--columns: ${file} has no column "${name}"`, name, names);
    if (places[role] >= names.length) {
      throw new LikewiseError('invalid-columns', `--columns ${stated}: ${file} has ${names.length} columns; name no more.`, {
        columns: stated,
      });
    }
  }
  if (places['item'] === undefined) {
    throw new LikewiseError('missing-column', `--columns ${stated}: no column is the item; name it, as in --columns item,title.`, {
      columns: stated,
    });
  }
  return { item: places['item'], title: places['title'], categories: places['categories'], marks: new Map() };
}
