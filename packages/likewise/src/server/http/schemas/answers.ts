/** The answers of all routes: fastify serialises by them, the OpenAPI document shows them. */
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import { jsonSchema } from './fields.ts';
import { itemAnswers } from './items.ts';
import { modelAnswers } from './models.ts';
import { recommendationAnswers } from './recommendations.ts';

const Problem = z
  .looseObject({
    type: z.string().describe('Page that explains this kind of problem.'),
    code: z.string().describe('The kind, for programs.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What must hold, what came, what to do.'),
    instance: z.string().describe('The request that met it.'),
    errors: z
      .array(z.object({ in: z.enum(['query', 'path', 'body', 'headers']), field: z.string(), message: z.string() }))
      .optional()
      .describe('Each field that was refused.'),
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
  });

/** By name, as in `components/schemas` of the document; JSON Schemas with their `$id`, to register once. */
export const answerSchemas: readonly Record<string, unknown>[] = Object.entries({
  ...recommendationAnswers,
  ...itemAnswers,
  ...modelAnswers,
  Health: z.object({ status: z.enum(['ok', 'closing']) }).meta({ example: { status: 'ok' } }),
  Problem,
}).map(([name, type]) => ({ $id: name, ...jsonSchema(type, 'output') }));

/** A 200 answer and the problems that a route may answer with; these are only documented, as extensions of a problem are free. */
export function answers(name: string, description: string, problems: readonly number[] = []): Record<string, unknown> {
  const problem = { description: 'A problem document.', content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } } };
  return { 200: { description, $ref: `${name}#` }, ...Object.fromEntries([...problems, 500].map((status) => [status, problem])) };
}

/** Options of a route: what the document says of it. */
export const documented = (tag: string, schema: FastifySchema & { readonly operationId: string }): { readonly schema: FastifySchema } => ({
  schema: { tags: [tag], ...schema },
});
