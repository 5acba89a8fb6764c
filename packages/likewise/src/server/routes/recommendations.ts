/** Recommendations for a user by id, for anyone by ratings, and the popular items. */
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { ServerMetrics } from '../http/metrics.ts';
import { answers, documented } from '../http/schemas/answers.ts';
import { nothing } from '../http/schemas/fields.ts';
import { popularQuery, recommendationBody, recommendationQuery, userPath } from '../http/schemas/recommendations.ts';
import {
  type AnsweredList,
  type ListRequest,
  popularItems,
  type RatingsRequest,
  recommendTo,
  recommendToRatings,
} from '../serving/answer.ts';
import type { Serving } from '../serving/serving.ts';

export function recommendationRoutes(app: FastifyInstance, serving: Serving, metrics: ServerMetrics): void {
  const counted = (answer: AnsweredList): AnsweredList => {
    metrics.answered(answer.source);
    return answer;
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
      response: answers('Recommendations', 'The list, best first.', [400]),
    }),
    ({ params: { user }, query }) => ({ user, ...counted(recommendTo(serving.current, user, query)) }),
  );

  app.post<{ Body: RatingsRequest }>(
    '/v1/recommendations',
    documented('recommendations', {
      operationId: 'recommendByRatings',
      summary: 'What someone with these ratings may like',
      description: 'Folds the ratings into the model for this one answer: nothing is stored, and no account is needed.',
      querystring: nothing,
      body: recommendationBody,
      response: answers('FoldedRecommendations', 'The list, best first.', [400, 413, 415]),
    }),
    ({ body }) => counted(recommendToRatings(serving.current, body)),
  );

  app.get<{ Querystring: ListRequest }>(
    '/v1/popular',
    documented('recommendations', {
      operationId: 'popular',
      summary: 'What most people have',
      querystring: popularQuery,
      response: answers('PopularItems', 'The list, best first.', [400]),
    }),
    ({ query }) => popularItems(serving.current, query),
  );
}
