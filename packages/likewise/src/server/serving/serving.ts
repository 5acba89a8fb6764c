/** What is being served: one immutable record, replaced as a whole. */
import { type ChainModel, chain, type Json } from '@likewise/core';
import type { ItemRecords } from '../../data/read/items.ts';
import type { Asked } from './answer.ts';
import { Answers } from './answers.ts';
import { ItemCatalog } from './item-catalog.ts';
import { Turns } from './turns.ts';

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

export interface ServingParts extends Omit<Asked, 'chain'> {
  /** The file of the model in memory that threads share; without it a second thread has arrays of its own. */
  readonly bytes?: Uint8Array | undefined;
  readonly items?: ItemRecords | undefined;
  readonly info?: ServingInfo | undefined;
}

/** One state of the server. A request reads it once and keeps it to its end. */
export interface Served extends ServingParts {
  /** Name and running number, such as "implicit-als-1". */
  readonly id: string;
  readonly since: Date;
  readonly catalog: ItemCatalog;
  readonly chain: ChainModel;
  readonly answers: Answers;
}

/** The current model. A swap is one assignment: requests under way finish on the model they began with. */
export class Serving {
  readonly turns: Turns = new Turns();
  #current: Served;
  #count = 0;

  constructor(parts: ServingParts) {
    this.#current = this.#prepared(parts);
  }

  get current(): Served {
    return this.#current;
  }

  /** No new requests will come. */
  close(): void {
    this.#current.answers.retire();
  }

  /** Parts left out stay as they are, but `info`, `origin` and `bytes` go with their model. */
  swap(parts: Partial<ServingParts>): Served {
    const { model = this.#current.model, fallback = this.#current.fallback, items = this.#current.items } = parts;
    const kept: Partial<ServingParts> = model === this.#current.model ? this.#current : {};
    const { info = kept.info, origin = kept.origin, bytes = kept.bytes } = parts;
    const before = this.#current;
    // All slow work happens before the assignment.
    this.#current = this.#prepared({ model, fallback, items, info, origin, bytes });
    before.answers.retire();
    return this.#current;
  }

  #prepared(parts: ServingParts): Served {
    this.#count++;
    // Builds the look-up tables now rather than in the first request.
    for (const { users, items } of [parts.model, parts.fallback]) {
      users.indexOf('');
      items.indexOf('');
    }
    const { model, fallback, items, origin, bytes } = parts;
    const asked: Asked = { model, fallback, origin, chain: model === fallback ? chain(model) : chain(model, fallback) };
    return Object.freeze({
      ...parts,
      ...asked,
      id: `${parts.model.name}-${this.#count}`,
      since: new Date(),
      answers: new Answers(asked, this.turns, bytes),
      catalog: new ItemCatalog(model.items, fallback, this.turns, items),
    });
  }
}
