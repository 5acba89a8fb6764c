/** Is it running, is it ready. */
import type { FastifyInstance } from 'fastify';
import { answers, documented } from '../http/schemas/answers.ts';

export function healthRoutes(app: FastifyInstance, isClosing: () => boolean): void {
  app.get(
    '/health/live',
    documented('health', {
      operationId: 'live',
      summary: 'Whether the process answers',
      response: answers('Health', 'It does.'),
    }),
    () => ({ status: 'ok' }),
  );
  app.get(
    '/health/ready',
    documented('health', {
      operationId: 'ready',
      summary: 'Whether to send requests here',
      description: 'A model is loaded and the server is not closing.',
      response: { ...answers('Health', 'Ready.'), 503: { description: 'Closing: send no new requests.', $ref: 'Health#' } },
    }),
    (_request, reply) => (isClosing() ? reply.code(503).send({ status: 'closing' }) : { status: 'ok' }),
  );
}
