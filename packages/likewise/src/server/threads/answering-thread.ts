/** The second thread of a server: answers what would hold the first one too long, one request after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { chain, type Recommender } from '@likewise/core';
import { parseBody } from '../http/parse-body.ts';
import { askedWith, Problem } from '../http/problem.ts';
import { readPart } from '../http/read-request.ts';
import { recommendationBody } from '../http/schemas/recommendations.ts';
import { type AnsweredList, type Asked, popularItems, type RatingsRequest, recommendTo, recommendToRatings } from '../serving/answer.ts';
import { ClientGone, Turns } from '../serving/turns.ts';
import type { NumberedQuestion, Outcome, ThreadModels } from './long-answers.ts';
import { modelOf } from './model-in-common-memory.ts';

const { model: modelBytes, fallback: fallbackBytes, origin } = workerData as ThreadModels;
const model = modelOf(modelBytes) as Recommender;
const fallback = fallbackBytes === undefined ? model : (modelOf(fallbackBytes) as Recommender);
const asked: Asked = { model, fallback, origin, chain: model === fallback ? chain(model) : chain(model, fallback) };

const turns = new Turns();
/** The question that is being answered, and whether somebody still waits for it. */
let current: { readonly id: number; abandoned: boolean } | undefined;

parentPort?.on('message', async (message: NumberedQuestion | { readonly abandon: number }) => {
  if ('abandon' in message) {
    if (message.abandon === current?.id) current.abandoned = true;
    return;
  }
  const { id } = message;
  current = { id, abandoned: false };
  parentPort?.postMessage({ id, ...(await outcomeOf(message)) } satisfies Outcome);
});

async function outcomeOf(job: NumberedQuestion): Promise<Omit<Outcome, 'id'>> {
  try {
    return { list: await answerOf(job) };
  } catch (error) {
    if (error instanceof ClientGone) return { gone: true };
    if (error instanceof Problem) return { problem: { code: error.code, detail: error.message, extensions: error.extensions } };
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function answerOf(job: NumberedQuestion): Promise<AnsweredList> {
  if (job.kind === 'popular') return popularItems(asked, job.request);
  const turn = turns.for(() => current?.abandoned === true);
  if (job.kind === 'user') return recommendTo(asked, job.user, job.request, turn);
  if (job.kind === 'ratings') return askedWith(recommendToRatings(asked, job.request, turn));
  const read = readPart(recommendationBody, 'body', parseBody(job.body));
  if ('error' in read) throw read.error;
  return askedWith(recommendToRatings(asked, read.value as RatingsRequest, turn));
}
