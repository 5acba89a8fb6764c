/** A row for each tag that someone gave an item (MovieLens `tags.csv`) → the tags of each item. */
import { plainName, roleNamed } from '../cells/column-names.ts';
import type { TextTable } from './table.ts';

const tagNames = new Set(['tag', 'tags', 'keyword', 'keywords', 'genre', 'category', 'label', 'topic']);

/** In lower case, each tag of an item once. `undefined` unless a column is named as tags are and items have several rows. */
export function tagLists({
  header,
  names,
  rows,
}: TextTable): { readonly ids: readonly string[]; readonly lists: ReadonlyMap<string, readonly (readonly string[])[]> } | undefined {
  if (!header) return undefined;
  const tag = names.findIndex((name) => tagNames.has(plainName(name)));
  const item = names.findIndex((name) => roleNamed(name)?.role === 'item');
  if (tag < 0 || item < 0 || tag === item) return undefined;
  const tags = new Map<string, Set<string>>();
  for (const cells of rows) {
    const own = tags.get(cells[item]) ?? new Set();
    // People write one tag in many ways of case.
    const text = cells[tag].trim().toLowerCase();
    if (text !== '') own.add(text);
    tags.set(cells[item], own);
  }
  if (tags.size === rows.length) return undefined;
  return { ids: [...tags.keys()], lists: new Map([[names[tag], [...tags.values()].map((own) => [...own])]]) };
}
