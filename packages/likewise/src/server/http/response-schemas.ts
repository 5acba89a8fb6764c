/** What answers hold: fastify serialises by it, the OpenAPI document shows it. */
import { z } from 'zod';
import { id, jsonSchema } from './request-schemas.ts';

const title = z.string().optional().describe('From the items file.');

const reason = z.object({
  item: id.optional().describe('An item of the person.'),
  title,
  user: id.optional().describe('Another user, such as a friend.'),
  attribute: z.string().optional().describe('Attributes shared with others, in words.'),
  value: z.number().optional().describe('What that user gave to the item.'),
  people: z.int().optional().describe('How many people stand behind it.'),
  contribution: z.number().describe('Part of the score that it brought.'),
});

const sharedFeature = z.object({
  feature: z.string().describe('Such as "genre=Crime"; of a text "plot: word".'),
  contribution: z.number().describe('Part of the score that it brought.'),
  items: z.array(id).describe('Items of the person that have it, at most five.'),
});

const listedItem = z.object({
  item: id,
  title,
  score: z.number().describe('Ranking value: higher is better; its scale is the model’s own.'),
  source: z.string().optional().describe('Who scored this item, where the model’s list was filled up by the fallback.'),
  because: z.array(reason).optional().describe('With `explain`: what moved the score, largest share first, at most five.'),
  features: z
    .array(sharedFeature)
    .optional()
    .describe('With `explain`, of models that score by features: what the item shares with the person’s.'),
});

const source = z
  .string()
  .describe('Which link of the chain answered: the model’s name, or the fallback and why, such as "popular, no history".');
const notes = z.array(z.string()).optional().describe('What else the reader should know, in sentences.');

const list = { source, items: z.array(listedItem).describe('Best first.'), notes };

const shelfItem = z.object({
  item: id,
  title,
  categories: z.array(z.string()).optional(),
  inModel: z.boolean().describe('Whether the model was trained on it.'),
  popularity: z.number().optional().describe('What the fallback scores it with: for `popular`, how many people have it.'),
});

const anything = z.record(z.string(), z.unknown());

const servedModel = z.object({
  id: z.string().describe('Name and running number.'),
  name: z.string().describe('Catalog name.'),
  active: z.boolean(),
  since: z.string().describe('Served since; ISO 8601.'),
  fallback: z.string(),
  abilities: z.array(z.string()),
  settings: anything,
  users: z.int(),
  items: z.int(),
  titles: z.boolean().describe('Whether an items file was given.'),
  why: z.string().optional().describe('Why this model.'),
  data: anything.optional().describe('Counts and origin of the training data.'),
  figures: z
    .array(z.object({ model: z.string(), metrics: anything }))
    .optional()
    .describe('Quality on a held-out part, measured before serving.'),
  protocol: z.string().optional().describe('How the figures were measured.'),
});

const estimator = z.object({
  name: z.string(),
  factory: z.string(),
  family: z.string(),
  summary: z.string(),
  feedback: z.string(),
  abilities: z.array(z.string()),
  options: anything,
  formula: z.string(),
  source: z.string(),
  presets: anything.optional(),
});

const fieldError = z.object({ in: z.enum(['query', 'path', 'body', 'headers']), field: z.string(), message: z.string() });

const films = [
  { item: '318', title: 'Shawshank Redemption, The (1994)', score: 0.93 },
  { item: '527', title: 'Schindler’s List (1993)', score: 0.88 },
];

/** By name, as in `components/schemas` of the document. */
const types: Readonly<Record<string, z.ZodType>> = {
  Recommendations: z
    .object({ user: z.string().describe('Exactly as asked.'), ...list })
    .meta({ example: { user: '1', source: 'implicit-als', items: films } }),
  FoldedRecommendations: z.object(list).meta({ example: { source: 'implicit-als', items: films } }),
  PopularItems: z
    .object({ source, items: z.array(listedItem) })
    .meta({ example: { source: 'popular', items: [{ item: '356', title: 'Forrest Gump (1994)', score: 329 }] } }),
  SimilarItems: z.object({ item: id, title, source, items: z.array(listedItem) }).meta({
    example: {
      item: '1',
      title: 'Toy Story (1995)',
      source: 'implicit-als',
      items: [{ item: '3114', title: 'Toy Story 2 (1999)', score: 0.91 }],
    },
  }),
  Item: shelfItem.meta({
    example: { item: '1', title: 'Toy Story (1995)', categories: ['Animation', 'Comedy'], inModel: true, popularity: 215 },
  }),
  ItemList: z
    .object({ total: z.int().describe('Items that match.'), items: z.array(shelfItem) })
    .meta({ example: { total: 1, items: [{ item: '1', title: 'Toy Story (1995)', inModel: true, popularity: 215 }] } }),
  Models: z.object({ models: z.array(servedModel) }),
  Estimators: z.object({ estimators: z.array(estimator) }),
  Health: z.object({ status: z.enum(['ok', 'closing']) }).meta({ example: { status: 'ok' } }),
  Problem: z
    .looseObject({
      type: z.string().describe('Page that explains this kind of problem.'),
      code: z.string().describe('The kind, for programs.'),
      title: z.string(),
      status: z.int(),
      detail: z.string().describe('What must hold, what came, what to do.'),
      instance: z.string().describe('The request that met it.'),
      errors: z.array(fieldError).optional().describe('Each field that was refused.'),
    })
    .describe('RFC 9457 problem document.')
    .meta({
      example: {
        type: '/docs#problem-invalid-request',
        code: 'invalid-request',
        title: 'The request is not valid',
        status: 400,
        detail: 'n must be an integer from 1 to 1000; got "0".',
        instance: '/v1/recommendations/1?n=0',
        errors: [{ in: 'query', field: 'n', message: 'must be an integer from 1 to 1000; got "0"' }],
      },
    }),
};

/** JSON Schemas with their `$id`, to register once. */
export const sharedSchemas: readonly Record<string, unknown>[] = Object.entries(types).map(([name, type]) => ({
  $id: name,
  ...jsonSchema(type, 'output'),
}));

/** A 200 answer and the problems that a route may answer with. */
export function answers(name: string, description: string, problems: readonly number[] = []): Record<string, unknown> {
  return { 200: { description, $ref: `${name}#` }, ...problemAnswers(problems) };
}

/** Only documented, not serialised by schema: extensions of a problem are free. */
function problemAnswers(statuses: readonly number[]): Record<string, unknown> {
  return Object.fromEntries(
    [...statuses, 500].map((status) => [
      status,
      { description: 'A problem document.', content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } } },
    ]),
  );
}
