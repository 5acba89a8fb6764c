/** What is being served: one immutable record, replaced as a whole. */
import { type ChainModel, chain, type Json, type Recommender, type TrainingOrigin } from '@likewise/core';
import type { ItemRecords } from '../../data/read/items.ts';
import { ItemCatalog } from './item-catalog.ts';

/** What the maker of the model knows about it, shown as it is by `GET /v1/models` and the studio. */
export interface ServingInfo {
  /** Counts and origin of the training data, such as { source: 'ratings.csv', users: 6040, items: 3706, interactions: 1000209 }. */
  readonly data?: Readonly<Record<string, Json>> | undefined;
  /** Held-out quality, one row a model. */
  readonly figures?: readonly { readonly model: string; readonly metrics: Readonly<Record<string, number>> }[] | undefined;
  /** How the figures were measured, in one line. */
  readonly protocol?: string | undefined;
  /** Why this model, in one line. */
  readonly why?: string | undefined;
}

export interface ServingParts {
  readonly model: Recommender;
  /** Answers for whom `model` does not know: `popular`. */
  readonly fallback: Recommender;
  readonly items?: ItemRecords | undefined;
  readonly info?: ServingInfo | undefined;
  /** How the history of someone new is read. */
  readonly origin?: TrainingOrigin | undefined;
}

/** One state of the server. A request reads it once and keeps it to its end. */
export interface Served extends ServingParts {
  /** Name and running number, such as "implicit-als-1". */
  readonly id: string;
  readonly since: Date;
  readonly catalog: ItemCatalog;
  /** The model, and behind it the fallback. */
  readonly chain: ChainModel;
}

/** The current model. A swap is one assignment: requests under way finish on the model they began with. */
export class Serving {
  #current: Served;
  #count = 0;

  constructor(parts: ServingParts) {
    this.#current = this.#prepared(parts);
  }

  get current(): Served {
    return this.#current;
  }

  /** Parts left out stay as they are, but `info` and `origin` go with their model. */
  swap(parts: Partial<ServingParts>): Served {
    const { model = this.#current.model, fallback = this.#current.fallback, items = this.#current.items } = parts;
    const kept: Partial<ServingParts> = model === this.#current.model ? this.#current : {};
    // All slow work happens before the assignment.
    this.#current = this.#prepared({ model, fallback, items, info: parts.info ?? kept.info, origin: parts.origin ?? kept.origin });
    return this.#current;
  }

  #prepared(parts: ServingParts): Served {
    this.#count++;
    // Builds the look-up tables now rather than in the first request.
    for (const { users, items } of [parts.model, parts.fallback]) {
      users.indexOf('');
      items.indexOf('');
    }
    return Object.freeze({
      ...parts,
      id: `${parts.model.name}-${this.#count}`,
      since: new Date(),
      chain: parts.model === parts.fallback ? chain(parts.model) : chain(parts.model, parts.fallback),
      catalog: new ItemCatalog(parts.model.items, parts.fallback, parts.items),
    });
  }
}
