/** The HTTP application: routes, problems, metrics and the document, without a socket. */
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifySchema, type RawServerDefault } from 'fastify';
import { z } from 'zod';
import { version } from '../words/generated/version.ts';
import { echoed } from './http/echo.ts';
import { type ServerEvent, tellRequests } from './http/events.ts';
import { refuseForeignHosts } from './http/hosts.ts';
import { answerMethods } from './http/methods.ts';
import { withMetrics } from './http/metrics.ts';
import { allowOrigins } from './http/origins.ts';
import { parseBody } from './http/parse-body.ts';
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
/** Bytes from which a body is not read on the thread that every request needs. */
const LARGE_BODY = 64 * 1024;

const parts: Readonly<Record<string, FieldError['in']>> = { querystring: 'query', params: 'path', body: 'body', headers: 'headers' };

/** Longest that a request may take to arrive, and that a client may leave its answer unread. */
const PATIENCE_MS = 30_000;

export interface AppOptions {
  readonly logger?: ServerLogger | undefined;
  readonly isClosing?: (() => boolean) | undefined;
  /** Names of the `Host` header that are answered besides loopback; `undefined` answers any. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins whose pages may read answers, such as "https://shop.example"; `*` for any. @default none */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Hears of each request. */
  readonly tell?: ((event: ServerEvent) => void) | undefined;
  /** Longest that a request may take to arrive, and that an answer may wait for its reader, in milliseconds. @default 30000 */
  readonly patienceMs?: number | undefined;
}

export async function createApp(
  serving: Serving,
  { logger, isClosing = () => false, allowedHosts, allowedOrigins = [], tell, patienceMs = PATIENCE_MS }: AppOptions = {},
): Promise<FastifyInstance> {
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendProblem(asProblem(error, request, logger), request, reply);
  const app: FastifyInstance<RawServerDefault> = Fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: patienceMs,
    http: { headersTimeout: patienceMs, connectionsCheckingInterval: Math.min(1000, patienceMs) },
    // Whoever still holds a connection when the server closes gets an answer, and the connection ends after it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => void refuse(error, request as FastifyRequest, reply as never),
    clientErrorHandler: refuseConnection,
  });
  if (tell !== undefined) tellRequests(app, tell);
  if (allowedOrigins.length > 0) allowOrigins(app, allowedOrigins);
  if (allowedHosts !== undefined) refuseForeignHosts(app, allowedHosts);
  // Only JSON: fastify would also read text.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const isLarge = body.length > LARGE_BODY && request.routeOptions.url === '/v1/recommendations';
      done(null, isLarge ? body : parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setValidatorCompiler<z.ZodType>(
    ({ schema, httpPart }) =>
      (given) =>
        // A large body is read by whoever answers it.
        given instanceof Uint8Array ? { value: given } : (readPart(schema, parts[httpPart ?? 'body'], given) as never),
  );
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?', 1);
    return refuse(new Problem('unknown-route', `There is nothing at ${echoed(path, 200)}; /docs lists what there is.`), request, reply);
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    // From here on it is the client that is waited for.
    request.raw.socket?.setTimeout?.(patienceMs);
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
  app.addHook('onClose', (_app, done) => {
    serving.close();
    done();
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

Limits: a body of 4 MiB; an address and headers of 16 KiB; 10,000 \`ratings\` and \`friends\`, 100,000 ids in \`exclude\` and \`candidates\`; ids of 16,384 characters; values from −1e9 to 1e9; 30 seconds for a request to arrive.

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
