/** Every path answers OPTIONS with its methods, and refuses the methods it lacks with 405 rather than 404. */
import { METHODS as namedByHttp } from 'node:http';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Problem } from './problem.ts';

const OURS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** All that Node reads, `TRACE` and `PROPFIND` too; CONNECT asks for a tunnel, never for a path. */
const METHODS: readonly HTTPMethods[] = [...OURS, ...(namedByHttp.filter((method) => method !== 'CONNECT') as HTTPMethods[])].filter(
  (method, position, all) => all.indexOf(method) === position,
);

/** Call before the routes are added. */
export function answerMethods(app: FastifyInstance): void {
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  const known = new Map<string, Set<string>>();
  let complete = false;
  app.addHook('onRoute', ({ url, method }) => {
    if (complete) return;
    const methods = known.get(url) ?? new Set(['OPTIONS']);
    for (const one of [method].flat()) methods.add(one);
    known.set(url, methods);
  });
  app.register(async (scope) => {
    // Runs once the routes of the parent are known.
    complete = true;
    for (const [url, methods] of known) {
      const allow = METHODS.filter((method) => methods.has(method)).join(', ');
      scope.options(url, { schema: { hide: true } }, (_request, reply) => reply.code(204).header('allow', allow).send());
      scope.route({
        method: METHODS.filter((method) => !methods.has(method)),
        url,
        schema: { hide: true },
        // Before the body is read: a body cannot be the reason.
        onRequest: async (request, reply) => {
          reply.header('allow', allow);
          throw new Problem('method-not-allowed', `${request.method} is not a method of this address; it has ${allow}.`, {
            allow: allow.split(', '),
          });
        },
        handler: () => undefined,
      });
    }
  });
}
