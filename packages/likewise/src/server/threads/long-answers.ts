/** Answers that take long, from a second thread that is started by the first of them. One at a time; the others wait their turn. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Id, Recommender, TrainingOrigin } from '@likewise/core';
import { Problem, type ProblemCode } from '../http/problem.ts';
import type { AnsweredList, ListRequest, RatingsRequest } from '../serving/answer.ts';
import { ClientGone } from '../serving/turns.ts';
import { bytesOf } from './model-in-common-memory.ts';

/** What the thread reads its models from. */
export interface ThreadModels {
  readonly model: Uint8Array;
  /** `undefined` where the model is its own fallback. */
  readonly fallback: Uint8Array | undefined;
  readonly origin: TrainingOrigin | undefined;
}

/** A list for someone known, for ratings, or for a body that nobody has read yet. */
export type Question =
  | { readonly kind: 'user'; readonly user: Id; readonly request: ListRequest }
  | { readonly kind: 'ratings'; readonly request: RatingsRequest }
  | { readonly kind: 'popular'; readonly request: ListRequest }
  | { readonly kind: 'body'; readonly body: Uint8Array };
export type NumberedQuestion = Question & { readonly id: number };

export interface Outcome {
  readonly id: number;
  readonly list?: AnsweredList;
  readonly problem?: { readonly code: ProblemCode; readonly detail: string; readonly extensions: Readonly<Record<string, unknown>> };
  /** Stack of a fault that is ours. */
  readonly failure?: string;
  readonly gone?: true;
}

/** Answers that may wait; the next one is told to come back later. */
const MOST_WAITING = 64;

interface Waiting {
  readonly job: NumberedQuestion;
  readonly isGone: () => boolean;
  readonly resolve: (list: AnsweredList) => void;
  readonly reject: (reason: unknown) => void;
}

export class LongAnswers {
  readonly #parts: { readonly model: Recommender; readonly fallback: Recommender; readonly origin?: TrainingOrigin | undefined };
  #bytes: Uint8Array | undefined;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #current: Waiting | undefined;
  #watch: NodeJS.Timeout | undefined;
  #retired = false;
  #count = 0;

  /** @param bytes the model's file in memory that threads share; without it the model is encoded when the thread starts */
  constructor(
    parts: { readonly model: Recommender; readonly fallback: Recommender; readonly origin?: TrainingOrigin | undefined },
    bytes?: Uint8Array,
  ) {
    this.#parts = parts;
    this.#bytes = bytes;
  }

  /** @throws Problem what the request is refused with, or `busy`; ClientGone */
  ask(question: Question, isGone: () => boolean): Promise<AnsweredList> {
    if (this.#queue.length >= MOST_WAITING) {
      for (let w = this.#queue.length - 1; w >= 0; w--) if (this.#queue[w].isGone()) this.#queue.splice(w, 1)[0].reject(new ClientGone());
      if (this.#queue.length >= MOST_WAITING)
        throw new Problem('busy', `${MOST_WAITING} answers that take long are waiting already; ask again in a few seconds.`);
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ job: { ...question, id: this.#count++ }, isGone, resolve, reject });
      this.#next();
    });
  }

  /** Ends the thread when nothing waits for it any more. */
  retire(): void {
    this.#retired = true;
    this.#next();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    let next = this.#queue.shift();
    while (next?.isGone()) {
      next.reject(new ClientGone());
      next = this.#queue.shift();
    }
    if (next !== undefined) this.#begin(next);
    else if (this.#retired) this.#end();
  }

  #begin(waiting: Waiting): void {
    this.#current = waiting;
    const { job, isGone } = waiting;
    try {
      this.#worker ??= this.#started();
    } catch (error) {
      this.#finish().reject(error);
      return;
    }
    this.#worker.postMessage(job);
    // What is being computed is given up once nobody waits for it.
    this.#watch = setInterval(() => {
      if (!isGone()) return;
      clearInterval(this.#watch);
      this.#worker?.postMessage({ abandon: job.id });
    }, 50).unref();
  }

  #started(): Worker {
    const { model, fallback, origin } = this.#parts;
    this.#bytes ??= bytesOf(model);
    const fallbackBytes = model === fallback ? undefined : bytesOf(fallback);
    if (this.#bytes === undefined || (model !== fallback && fallbackBytes === undefined))
      throw new Error(`${model.name} is not of the catalog`);
    const models: ThreadModels = { model: this.#bytes, fallback: fallbackBytes, origin };
    const program = threadProgram();
    if (program === undefined) throw new Error('the program of the second thread is not there');
    const worker = new Worker(program, { workerData: models });
    worker.unref();
    worker.on('message', (outcome: Outcome) => {
      const { resolve, reject, isGone } = this.#finish();
      if (outcome.gone || isGone()) reject(new ClientGone());
      else if (outcome.list !== undefined) resolve(outcome.list);
      else if (outcome.problem !== undefined) reject(new Problem(outcome.problem.code, outcome.problem.detail, outcome.problem.extensions));
      else reject(failed(outcome.failure));
      this.#next();
    });
    // It has died, of too little memory for example: whoever waited for it is told, the next question starts another.
    worker.on('error', (error) => {
      this.#worker = undefined;
      if (this.#current !== undefined) this.#finish().reject(error);
      this.#next();
    });
    return worker;
  }

  #finish(): Waiting {
    clearInterval(this.#watch);
    const finished = this.#current as Waiting;
    this.#current = undefined;
    return finished;
  }

  #end(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

function failed(stack: string | undefined): Error {
  const error = new Error('an answer failed in its thread');
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Beside the built program; a checkout that runs from source has it built. `undefined` in a bundle, which holds no file of its own for it. */
export function threadProgram(): URL | undefined {
  // Bundles of CommonJS have no address at all.
  if (!URL.canParse('.', import.meta.url)) return undefined;
  const places = ['./answering-thread.js', '../../../dist/server/threads/answering-thread.js'];
  return places.map((place) => new URL(place, import.meta.url)).find((url) => url.protocol === 'file:' && existsSync(url));
}
