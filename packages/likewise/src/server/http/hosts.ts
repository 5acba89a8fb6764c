/** Whether the server answers for the host that a request names: a page of another site may point its own name at this machine. */
import type { FastifyInstance } from 'fastify';
import { echoed } from './echo.ts';
import { Problem } from './problem.ts';

/** Names and addresses of this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

/**
 * Refuses other hosts than loopback and the allowed ones (`*` for any). Requests without a host come from no browser.
 * @param allowed names without ports, in any case
 */
export function refuseForeignHosts(app: FastifyInstance, allowed: readonly string[]): void {
  if (allowed.includes('*')) return;
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  app.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers.host;
    const name = given === undefined ? '' : nameOf(given);
    if (name === '' || isLoopback(name) || names.has(name)) return done();
    const host = given === undefined ? '' : JSON.stringify(echoed(given, 100));
    done(new Problem('foreign-host', `This server does not answer for the host ${host}; start it with --allow-host to add one.`));
  });
}

/** "Example.com.:8080" → "example.com"; "[::1]:80" → "[::1]". */
const nameOf = (host: string): string => host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
