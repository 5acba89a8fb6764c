/** Recommendations for a user by id, for anyone by ratings, and the popular items. */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { ServerMetrics } from '../http/metrics.ts';
import { askedWith } from '../http/problem.ts';
import { answers, documented } from '../http/schemas/answers.ts';
import { nothing } from '../http/schemas/fields.ts';
import { popularQuery, recommendationBody, recommendationQuery, userPath } from '../http/schemas/recommendations.ts';
import { type AnsweredList, type ListRequest, type RatingsRequest, withTitles } from '../serving/answer.ts';
import type { Served, Serving } from '../serving/serving.ts';

export function recommendationRoutes(app: FastifyInstance, serving: Serving, metrics: ServerMetrics): void {
  const finished = (list: AnsweredList, { catalog }: Served): AnsweredList => {
    metrics.answered(list.source);
    return withTitles(list, catalog);
  };

  app.get<{ Params: z.infer<typeof userPath>; Querystring: ListRequest }>(
    '/v1/recommendations/:user',
    documented('recommendations', {
      operationId: 'recommend',
      summary: 'What this person may like',
      description:
        'Items the person already has are left out. Someone unknown gets the fallback’s list, and `source` says so. `n` items come back when `n` exist.',
      params: userPath,
      querystring: recommendationQuery,
      response: answers('Recommendations', 'The list, best first.', [400, 503]),
    }),
    async ({ params: { user }, query, raw }) => {
      const served = serving.current;
      return { user, ...finished(await served.answers.forUser(user, query, isGone(raw)), served) };
    },
  );

  app.post<{ Body: RatingsRequest | Uint8Array }>(
    '/v1/recommendations',
    documented('recommendations', {
      operationId: 'recommendByRatings',
      summary: 'What someone with these ratings, or after this session, may like',
      description:
        'Folds the ratings, or a session in order, into the model for this one answer: nothing is stored, and no account is needed.',
      querystring: nothing,
      body: recommendationBody,
      response: answers('FoldedRecommendations', 'The list, best first.', [400, 413, 415, 503]),
    }),
    async ({ body, raw }) => {
      const served = serving.current;
      return finished(await askedWith(served.answers.forBody(body, isGone(raw))), served);
    },
  );

  app.get<{ Querystring: ListRequest }>(
    '/v1/popular',
    documented('recommendations', {
      operationId: 'popular',
      summary: 'What most people have',
      querystring: popularQuery,
      response: answers('PopularItems', 'The list, best first.', [400]),
    }),
    async ({ query, raw }) => {
      const served = serving.current;
      return withTitles(await served.answers.popular(query, isGone(raw)), served.catalog);
    },
  );
}

/** Whether the client has ended the connection; one that only has no more to send still waits. */
const isGone = (raw: IncomingMessage) => (): boolean => raw.socket?.destroyed === true;
