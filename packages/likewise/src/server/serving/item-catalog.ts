/** Every item that the model or the items file knows: titles, look-up, search. */
import { type Id, IdMap, type Recommender } from '@likewise/core';
import type { ItemRecord, ItemRecords } from '../../data/read/items.ts';

export interface CatalogItem {
  readonly item: Id;
  readonly title?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  /** Whether the model was trained on it. */
  readonly inModel: boolean;
  /** What the fallback scores it with: for `popular`, the number of users who have it. */
  readonly popularity?: number | undefined;
}

interface Searchable {
  readonly item: Id;
  /** Folded title, or folded id where there is no title. */
  readonly text: string;
  readonly popularity: number;
}

export class ItemCatalog {
  readonly #modelItems: IdMap;
  readonly #records: ItemRecords;
  readonly #recordIds: IdMap;
  readonly #fallback: Recommender;
  #popularity: Float32Array | undefined;
  #searchable: readonly Searchable[] | undefined;

  constructor(modelItems: IdMap, fallback: Recommender, records: ItemRecords = new Map()) {
    this.#modelItems = modelItems;
    this.#records = records;
    this.#recordIds = new IdMap([...records.keys()]);
    this.#fallback = fallback;
  }

  /** Whether the items file gives the model’s items titles. */
  get hasTitles(): boolean {
    return this.#modelItems.ids.some((item) => this.titleOf(item) !== undefined);
  }

  titleOf(item: Id): string | undefined {
    return this.#recordOf(item)?.title;
  }

  /** `undefined` for an item that neither the model nor the items file knows. */
  find(given: Id): CatalogItem | undefined {
    const known = this.#modelItems.find(given);
    const item = known ?? this.#recordIds.find(given);
    if (item === undefined) return undefined;
    const { title, categories } = this.#recordOf(item) ?? {};
    return { item, title, categories, inModel: known !== undefined, popularity: this.#popularityOf(item) };
  }

  /**
   * Items whose title (or id, where there is no title) holds every word of the query, letters compared without case and accents.
   * Whole titles first, then titles that begin so, then words that begin so; among equals the more popular, then the order of the data.
   */
  search(query: string, n: number, offset: number): { readonly total: number; readonly items: readonly CatalogItem[] } {
    const folded = fold(query).trim();
    const words = folded.split(/\s+/).filter(Boolean);
    const found = this.#entries().filter(({ text }) => words.every((word) => text.includes(word)));
    const hits = found.map((entry) => ({ entry, rank: rankOf(entry.text, folded, words) }));
    // The sort is stable: equals stay in the order of the data.
    hits.sort((a, b) => a.rank - b.rank || b.entry.popularity - a.entry.popularity);
    const page = hits.slice(offset, offset + n).map(({ entry }) => this.find(entry.item) as CatalogItem);
    return { total: hits.length, items: page };
  }

  #entries(): readonly Searchable[] {
    if (this.#searchable !== undefined) return this.#searchable;
    const others = this.#recordIds.ids.filter((item) => this.#modelItems.indexOf(item) === undefined);
    this.#searchable = [...this.#modelItems.ids, ...others].map((item) => ({
      item,
      text: fold(this.titleOf(item) ?? String(item)),
      popularity: this.#popularityOf(item) ?? 0,
    }));
    return this.#searchable;
  }

  #recordOf(item: Id): ItemRecord | undefined {
    const listed = this.#recordIds.find(item);
    return listed === undefined ? undefined : this.#records.get(listed);
  }

  #popularityOf(item: Id): number | undefined {
    this.#popularity ??= this.#fallback.scoreItems({ ratings: [] });
    const itemIndex = this.#fallback.items.indexOf(item);
    return itemIndex === undefined ? undefined : this.#popularity?.[itemIndex];
  }
}

/** Lower case without accents: "Amélie" and "amelie" are one word. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function rankOf(text: string, query: string, words: readonly string[]): number {
  if (text === query) return 0;
  if (text.startsWith(query)) return 1;
  const begins = words.every((word) => text.startsWith(word) || /[^\p{L}\p{N}]$/u.test(text.slice(0, text.indexOf(word))));
  return begins ? 2 : 3;
}
