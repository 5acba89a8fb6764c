/** Answers of one served model: short ones on this thread, in pieces; those that take long from a second one. */
import { can, type Id, modelCatalog, rowIndexes } from '@likewise/core';
import { parseBody } from '../http/parse-body.ts';
import { readPart } from '../http/read-request.ts';
import { recommendationBody } from '../http/schemas/recommendations.ts';
import { LongAnswers, threadProgram } from '../threads/long-answers.ts';
import {
  type AnsweredList,
  type Asked,
  type ListRequest,
  popularItems,
  type RatingsRequest,
  recommendTo,
  recommendToRatings,
} from './answer.ts';
import type { Turns } from './turns.ts';

/** Folding in so many ratings may hold a thread for longer than anyone should wait. */
const MANY_RATINGS = 50;
/** Someone with so many items is answered by the second thread. */
const LONG_HISTORY = 500;
/** So long a list, with what it passes over, takes long to sort. */
const LONG_LIST = 5000;

export class Answers {
  readonly #asked: Asked;
  readonly #turns: Turns;
  /** `undefined` for a model that no other thread can read, and where there is no program for one. */
  readonly #long: LongAnswers | undefined;

  /** @param bytes the model's file in memory that threads share */
  constructor(asked: Asked, turns: Turns, bytes?: Uint8Array) {
    this.#asked = asked;
    this.#turns = turns;
    const known = [asked.model, asked.fallback].every((model) => modelCatalog.some(({ name }) => name === model.name));
    this.#long = known && threadProgram() !== undefined ? new LongAnswers(asked, bytes) : undefined;
    if (known) warm(asked);
  }

  /** @throws Problem; ClientGone */
  async forUser(user: Id, request: ListRequest, isGone: () => boolean): Promise<AnsweredList> {
    if (this.#long !== undefined && (isLong(request) || this.#historyOf(user) >= LONG_HISTORY))
      return this.#long.ask({ kind: 'user', user, request }, isGone);
    return recommendTo(this.#asked, user, request, this.#turns.for(isGone));
  }

  /** @param body read, or the bytes of a large one. @throws Problem; ClientGone */
  async forBody(body: RatingsRequest | Uint8Array, isGone: () => boolean): Promise<AnsweredList> {
    if (this.#long !== undefined) {
      if (body instanceof Uint8Array) return this.#long.ask({ kind: 'body', body }, isGone);
      if (isLong(body) || (body.session ?? body.ratings ?? []).length > MANY_RATINGS)
        return this.#long.ask({ kind: 'ratings', request: body }, isGone);
    }
    return recommendToRatings(this.#asked, body instanceof Uint8Array ? readBody(body) : body, this.#turns.for(isGone));
  }

  /** What most people have. @throws Problem; ClientGone */
  async popular(request: ListRequest, isGone: () => boolean): Promise<AnsweredList> {
    return this.#long !== undefined && isLong(request)
      ? this.#long.ask({ kind: 'popular', request }, isGone)
      : popularItems(this.#asked, request);
  }

  /** No new questions will come: the second thread ends after those that wait. */
  retire(): void {
    this.#long?.retire();
  }

  #historyOf(user: Id): number {
    const { users, seen } = this.#asked.model;
    const userIndex = users.indexOf(user);
    return userIndex === undefined ? 0 : rowIndexes(seen, userIndex).length;
  }
}

const isLong = ({ n, offset }: ListRequest): boolean => n + offset > LONG_LIST;

/** The first list and the first similar items make tables that the others use: now rather than in a request. */
function warm({ model }: Asked): void {
  try {
    if (model.users.size > 0) model.recommend(model.users.ids[0], { n: 1 });
    if (model.items.size > 0 && can(model, 'similar')) model.similarItems(model.items.ids[0], { n: 1 });
  } catch {
    // Whoever asks for it is told why.
  }
}

function readBody(bytes: Uint8Array): RatingsRequest {
  const read = readPart(recommendationBody, 'body', parseBody(bytes));
  if ('error' in read) throw read.error;
  return read.value as RatingsRequest;
}
