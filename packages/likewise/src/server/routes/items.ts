/** Items: one, a search, and what is similar to one. */
import { can } from '@likewise/core';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { modelsThatCan } from '../../workflow/model-spec.ts';
import { echoed } from '../http/echo.ts';
import { Problem } from '../http/problem.ts';
import { answers, documented } from '../http/schemas/answers.ts';
import { nothing } from '../http/schemas/fields.ts';
import { itemPath, searchQuery, similarQuery } from '../http/schemas/items.ts';
import type { CatalogItem, ItemCatalog } from '../serving/item-catalog.ts';
import type { Serving } from '../serving/serving.ts';

export function itemRoutes(app: FastifyInstance, serving: Serving): void {
  app.get<{ Querystring: z.infer<typeof searchQuery> }>(
    '/v1/items',
    documented('items', {
      operationId: 'searchItems',
      summary: 'Items by words of their title',
      description: 'Case and accents do not matter. Whole titles come first, then beginnings; among equals the more popular.',
      querystring: searchQuery,
      response: answers('ItemList', 'One page of the matches.', [400]),
    }),
    ({ query: { query, n, offset }, raw }) => serving.current.catalog.search(query, { n, offset }, () => raw.socket?.destroyed === true),
  );

  app.get<{ Params: z.infer<typeof itemPath> }>(
    '/v1/items/:item',
    documented('items', {
      operationId: 'item',
      summary: 'One item',
      params: itemPath,
      querystring: nothing,
      response: answers('Item', 'The item.', [400, 404]),
    }),
    ({ params }) => knownItem(serving.current.catalog, params.item),
  );

  app.get<{ Params: z.infer<typeof itemPath>; Querystring: z.infer<typeof similarQuery> }>(
    '/v1/items/:item/similar',
    documented('items', {
      operationId: 'similarItems',
      summary: 'Items like this one',
      params: itemPath,
      querystring: similarQuery,
      response: answers('SimilarItems', 'The most similar first.', [400, 404, 501]),
    }),
    ({ params, query: { n } }) => {
      const { model, catalog } = serving.current;
      const { item, title, inModel } = knownItem(catalog, params.item);
      if (!can(model, 'similar')) {
        const able = modelsThatCan('similar');
        const detail = `The model being served, ${model.name}, does not say which items are similar; these do: ${able.join(', ')}.`;
        throw new Problem('not-able', detail, { model: model.name, able });
      }
      const similar = inModel ? model.similarItems(item, { n }) : undefined;
      if (similar !== undefined)
        return { item, title, source: model.name, items: similar.map((other) => ({ ...other, title: catalog.titleOf(other.item) })) };
      const why = 'has no interactions in the training data, so nothing is similar to it yet.';
      throw new Problem('unknown-item', `Item ${JSON.stringify(item)} ${why}`, { item: params.item });
    },
  );
}

function knownItem(catalog: ItemCatalog, item: string): CatalogItem {
  const found = catalog.find(item);
  if (found !== undefined) return found;
  throw new Problem('unknown-item', `There is no item ${JSON.stringify(echoed(item, 200))}; GET /v1/items?query= searches the catalog.`, {
    item,
  });
}
