/** The HTTP application: routes, problems, metrics and the document, without a socket. */
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifySchema, type RawServerDefault } from 'fastify';
import { z } from 'zod';
import { version } from '../words/version.ts';
import { answerMethods } from './http/methods.ts';
import { withMetrics } from './http/metrics.ts';
import { asProblem, type FieldError, Problem, problemKinds, refuseConnection, type ServerLogger, sendProblem } from './http/problem.ts';
import { readPart } from './http/read-request.ts';
import { answerSchemas } from './http/schemas/answers.ts';
import { jsonSchema } from './http/schemas/fields.ts';
import { healthRoutes } from './routes/health.ts';
import { itemRoutes } from './routes/items.ts';
import { modelRoutes } from './routes/models.ts';
import { pageRoutes } from './routes/pages.ts';
import { recommendationRoutes } from './routes/recommendations.ts';
import type { Serving } from './serving/serving.ts';

/** Longest path parameter in characters, still percent-encoded; above what Node reads of a request line. */
const MAX_PARAM_LENGTH = 16_384;
const BODY_LIMIT = 4 * 1024 * 1024;

const parts: Readonly<Record<string, FieldError['in']>> = { querystring: 'query', params: 'path', body: 'body', headers: 'headers' };

export async function createApp(
  serving: Serving,
  { logger, isClosing = () => false }: { readonly logger?: ServerLogger | undefined; readonly isClosing?: () => boolean } = {},
): Promise<FastifyInstance> {
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendProblem(asProblem(error, request, logger), request, reply);
  const app: FastifyInstance<RawServerDefault> = Fastify({
    bodyLimit: BODY_LIMIT,
    // Whoever still holds a connection when the server closes gets an answer, and the connection ends after it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => void refuse(error, request as FastifyRequest, reply as never),
    clientErrorHandler: refuseConnection,
  });
  // Only JSON: fastify would also read text.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler<z.ZodType>(
    ({ schema, httpPart }) =>
      (given) =>
        readPart(schema, parts[httpPart ?? 'body'], given) as never,
  );
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?', 1);
    return refuse(new Problem('unknown-route', `There is nothing at ${path}; /docs lists what there is.`), request, reply);
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    if (isClosing()) reply.header('connection', 'close');
    done(null, payload);
  });
  for (const schema of answerSchemas) app.addSchema(schema);

  await app.register(swagger, {
    openapi: openApiDocument,
    refResolver: { buildLocalReference: (schema) => String(schema['$id']) },
    transform: ({ schema, url }) => ({ schema: documented(schema), url }),
  });
  answerMethods(app);
  const metrics = withMetrics(app, serving);
  healthRoutes(app, isClosing);
  recommendationRoutes(app, serving, metrics);
  itemRoutes(app, serving);
  modelRoutes(app, serving);
  pageRoutes(app);
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.ready();
  return app;
}

const problems = Object.entries(problemKinds)
  .map(([code, [status, title, meaning]]) => `- \`${code}\` (${status}): ${title}. ${meaning}`)
  .join('\n');

/** The frame of the OpenAPI document; routes fill it. */
const openApiDocument: FastifyDynamicSwaggerOptions['openapi'] = {
  openapi: '3.1.0',
  info: {
    title: 'likewise',
    version,
    description: `Recommendations over HTTP.

Ids in paths are percent-encoded (\`team/42\` is sent as \`team%2F42\`). An id is looked up as text first, then as the number it spells.

Every error is an RFC 9457 problem document (\`application/problem+json\`); \`code\` says which kind:

${problems}`,
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'This server' }],
  tags: [
    { name: 'recommendations', description: 'Lists for people' },
    { name: 'items', description: 'The catalog' },
    { name: 'models', description: 'What is being served' },
    { name: 'health', description: 'For whatever watches the server' },
  ],
};

/** Request schemas as JSON Schema, for the document. */
function documented(schema: FastifySchema | undefined): FastifySchema {
  const shown: Record<string, unknown> = { ...schema };
  for (const part of Object.keys(parts)) if (shown[part] instanceof z.ZodType) shown[part] = jsonSchema(shown[part], 'input');
  return shown as FastifySchema;
}
