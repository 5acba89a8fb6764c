/** What a server tells of itself while it runs, for whoever keeps a log. */
import type { FastifyInstance } from 'fastify';

export type ServerEvent =
  | { readonly event: 'start'; readonly url: string; readonly model: string }
  | RequestEvent
  | { readonly event: 'model'; readonly model: string }
  /** Readiness says no from here on; connections end in so many seconds. */
  | { readonly event: 'drain'; readonly seconds: number }
  | { readonly event: 'stop' };

export interface RequestEvent {
  readonly event: 'request';
  readonly method: string;
  /** Address as asked, the first 2000 characters. */
  readonly url: string;
  /** 499 where the client had gone. */
  readonly status: number;
  /** From the arrival of the headers to the end of the answer. */
  readonly ms: number;
  /** Length of the body of the answer. */
  readonly bytes: number;
  readonly client: string;
}

/** One event for each request, when its answer is out or nobody takes it any more. */
export function tellRequests(app: FastifyInstance, tell: (event: ServerEvent) => void): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = reply;
    raw.once('close', () => {
      tell({
        event: 'request',
        method: request.method,
        url: request.url.slice(0, 2000),
        status: raw.writableFinished ? raw.statusCode : 499,
        ms: Math.round(reply.elapsedTime * 100) / 100,
        bytes: Number(reply.getHeader('content-length') ?? 0),
        client: request.ip,
      });
    });
    done();
  });
}
