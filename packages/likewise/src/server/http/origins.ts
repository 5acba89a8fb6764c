/** Pages of other origins that may read answers: the rules that browsers keep (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). */
import type { FastifyInstance } from 'fastify';

/** Seconds that a browser may keep what a preflight said. */
const KEPT_SECONDS = 600;

/** @param allowed origins such as "https://shop.example", or `*` for any. Call before the routes are added. */
export function allowOrigins(app: FastifyInstance, allowed: readonly string[]): void {
  const any = allowed.includes('*');
  const known = new Set(allowed.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    // An answer that depends on who asks must not be kept for others.
    if (!any) reply.header('vary', 'origin');
    if (origin !== undefined && (any || known.has(origin.toLowerCase()))) {
      reply.header('access-control-allow-origin', any ? '*' : origin);
      if (request.method === 'OPTIONS')
        reply.header('access-control-allow-headers', 'content-type').header('access-control-max-age', String(KEPT_SECONDS));
    }
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const methods = reply.getHeader('allow');
    if (request.method === 'OPTIONS' && methods !== undefined && reply.hasHeader('access-control-allow-origin'))
      reply.header('access-control-allow-methods', methods);
    done(null, payload);
  });
}
