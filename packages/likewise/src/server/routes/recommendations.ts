/** Recommendations for a person by id, for anyone by ratings, and the popular items. */
import type { FastifyInstance } from 'fastify';
import type { ServerMetrics } from '../http/metrics.ts';
import { answers } from '../http/schemas/answers.ts';
import { nothing } from '../http/schemas/fields.ts';
import {
  type ListQuery,
  popularQuery,
  type RecommendationBody,
  type RecommendationQuery,
  recommendationBody,
  recommendationQuery,
  type UserPath,
  userPath,
} from '../http/schemas/recommendations.ts';
import { type AnsweredList, popularItems, recommendToRatings, recommendToUser } from '../serving/answer.ts';
import type { Serving } from '../serving/serving.ts';

export function recommendationRoutes(app: FastifyInstance, serving: Serving, metrics: ServerMetrics): void {
  const counted = <A extends AnsweredList>(answer: A): A => {
    metrics.answered(answer.source);
    return answer;
  };

  app.get<{ Params: UserPath; Querystring: RecommendationQuery }>(
    '/v1/recommendations/:user',
    {
      schema: {
        operationId: 'recommend',
        tags: ['recommendations'],
        summary: 'What this person may like',
        description:
          'Items the person already has are left out. Someone unknown gets the fallback’s list, and `source` says so. `n` items come back when `n` exist.',
        params: userPath,
        querystring: recommendationQuery,
        response: answers('Recommendations', 'The list, best first.', [400]),
      },
    },
    ({ params: { user }, query }) => {
      const { source, items, notes } = counted(recommendToUser(serving.current, user, query));
      return { user, source, items, notes };
    },
  );

  app.post<{ Body: RecommendationBody }>(
    '/v1/recommendations',
    {
      schema: {
        operationId: 'recommendByRatings',
        tags: ['recommendations'],
        summary: 'What someone with these ratings may like',
        description: 'Folds the ratings into the model for this one answer: nothing is stored, and no account is needed.',
        querystring: nothing,
        body: recommendationBody,
        response: answers('FoldedRecommendations', 'The list, best first.', [400, 413, 415]),
      },
    },
    ({ body: { ratings, features, friends, ...request } }) =>
      counted(recommendToRatings(serving.current, ratings, request, { features, friends })),
  );

  app.get<{ Querystring: ListQuery }>(
    '/v1/popular',
    {
      schema: {
        operationId: 'popular',
        tags: ['recommendations'],
        summary: 'What most people have',
        querystring: popularQuery,
        response: answers('PopularItems', 'The list, best first.', [400]),
      },
    },
    ({ query }) => popularItems(serving.current, query),
  );
}
