/** What is being served, and every estimator there is. */
import { can, modelCatalog } from '@likewise/core';
import type { FastifyInstance } from 'fastify';
import { answers, documented } from '../http/schemas/answers.ts';
import { nothing } from '../http/schemas/fields.ts';
import type { Served, Serving } from '../serving/serving.ts';

export function modelRoutes(app: FastifyInstance, serving: Serving): void {
  app.get(
    '/v1/models',
    documented('models', {
      operationId: 'models',
      summary: 'What is being served',
      description: 'Name, settings, a summary of the training data, and the figures measured on a held-out part of it.',
      querystring: nothing,
      response: answers('Models', 'The models.', [400]),
    }),
    () => ({ models: [described(serving.current)] }),
  );
  app.get(
    '/v1/estimators',
    documented('models', {
      operationId: 'estimators',
      summary: 'Every estimator of the library, with its options',
      querystring: nothing,
      response: answers('Estimators', 'The catalog.', [400]),
    }),
    () => ({ estimators: modelCatalog }),
  );
}

const abilities = [...new Set(modelCatalog.flatMap((entry) => entry.abilities))];

function described({ id, since, model, fallback, catalog, items, info }: Served): unknown {
  return {
    id,
    name: model.name,
    active: true,
    since: since.toISOString(),
    fallback: fallback.name,
    abilities: model.abilities ?? abilities.filter((ability) => can(model, ability)),
    settings: model.state.settings,
    users: model.users.size,
    items: model.items.size,
    titles: items !== undefined && catalog.hasTitles,
    ...info,
  };
}
