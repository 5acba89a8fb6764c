/** Every item that the model or the items file knows: titles, look-up, search. */
import { type Id, IdMap, type Recommender } from '@likewise/core';
import type { ItemRecord, ItemRecords } from '../../data/read/items.ts';
import { orderByPopularity } from './order-by-popularity.ts';
import type { Turns } from './turns.ts';

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
}

/** Entries looked at between two looks at the clock. */
const PIECE = 1024;

export class ItemCatalog {
  readonly #modelItems: IdMap;
  readonly #records: ItemRecords;
  readonly #recordIds: IdMap;
  readonly #fallback: Recommender;
  readonly #turns: Turns;
  #popularity: Float32Array | undefined;
  #searchable: Promise<readonly Searchable[]> | undefined;
  /** Whether the items file gives the model’s items titles. */
  readonly hasTitles: boolean;

  constructor(modelItems: IdMap, fallback: Recommender, turns: Turns, records: ItemRecords = new Map()) {
    this.#modelItems = modelItems;
    this.#turns = turns;
    this.#records = records;
    this.#recordIds = new IdMap([...records.keys()]);
    this.#fallback = fallback;
    this.hasTitles = records.size > 0 && modelItems.ids.some((item) => this.titleOf(item) !== undefined);
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
   * In pieces, for a catalog may be large.
   */
  async search(
    query: string,
    { n, offset }: { readonly n: number; readonly offset: number },
    isGone: () => boolean = () => false,
  ): Promise<{ readonly total: number; readonly items: readonly CatalogItem[] }> {
    this.#searchable ??= this.#entries();
    const turn = this.#turns.for(isGone);
    const entries = await this.#searchable;
    const folded = fold(query).trim();
    const words = [...new Set(folded.split(/\s+/).filter(Boolean))];
    const byRank: Searchable[][] = [[], [], [], []];
    let total = 0;
    for (let e = 0; e < entries.length; e++) {
      if (e % PIECE === 0) await turn();
      const { text } = entries[e];
      if (!words.every((word) => text.includes(word))) continue;
      total++;
      // Entries come by popularity: of each rank the first ones are enough.
      const equals = byRank[rankOf(text, folded, words)];
      if (equals.length < offset + n) equals.push(entries[e]);
    }
    const page = byRank.flat().slice(offset, offset + n);
    return { total, items: page.map(({ item }) => this.find(item) as CatalogItem) };
  }

  /** Every item by popularity, ready to be searched. */
  async #entries(): Promise<readonly Searchable[]> {
    // What the next client needs too does not end with the first one.
    const turn = this.#turns.for();
    const items = this.#modelItems.ids.slice();
    for (const [at, item] of this.#recordIds.ids.entries()) {
      if (at % PIECE === 0) await turn();
      if (this.#modelItems.indexOf(item) === undefined) items.push(item);
    }
    const popularity = new Float32Array(items.length);
    for (let i = 0; i < items.length; i++) {
      if (i % PIECE === 0) await turn();
      popularity[i] = this.#popularityOf(items[i]) ?? 0;
    }
    const order = await orderByPopularity(popularity, turn);
    const entries: Searchable[] = [];
    for (const index of order) {
      if (entries.length % PIECE === 0) await turn();
      entries.push({ item: items[index], text: fold(this.titleOf(items[index]) ?? String(items[index])) });
    }
    return entries;
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
