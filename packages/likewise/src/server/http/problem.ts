/** Errors over HTTP: RFC 9457 problem documents, and never a stack. */
import type { Socket } from 'node:net';
import { type ErrorCode, LikewiseError } from '@likewise/core';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ClientGone } from '../serving/turns.ts';
import { echoed } from './echo.ts';

/** Where the server says what went wrong; `console` fits. */
export interface ServerLogger {
  error(message: string, cause?: unknown): void;
}

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** One field that was refused. */
export interface FieldError {
  readonly in: 'query' | 'path' | 'body' | 'headers';
  /** Such as "n" or "ratings[2].value". */
  readonly field: string;
  readonly message: string;
}

/** Every kind of problem, by its code, which stays the same across versions: status, title, and what the reference page says of it. */
export const problemKinds = {
  'invalid-request': [
    400,
    'The request is not valid',
    'A parameter or field is unknown, missing or out of range; `errors` lists each one.',
  ],
  'refused-by-model': [
    400,
    'The model refuses what the request tells',
    'A value or name is none that this model takes; `reason` is its code.',
  ],
  'bad-json': [400, 'The body is not valid JSON', 'The body could not be read as one JSON document.'],
  'bad-url': [400, 'The address is not valid', 'The path holds a broken percent escape.'],
  'bad-http': [400, 'The request is not valid HTTP', 'The connection sent something that is not an HTTP request.'],
  'unknown-route': [404, 'No such address', 'The server has nothing at this path.'],
  'unknown-item': [404, 'Unknown item', 'Neither the model nor the items file has an item of this id; `item` repeats it.'],
  'method-not-allowed': [405, 'Method not allowed', 'The path exists, with the methods of the `Allow` header.'],
  'slow-request': [408, 'The request took too long to arrive', 'The client sent its request too slowly.'],
  'too-large': [413, 'The body is too large', 'The body is larger than the server reads.'],
  'address-too-long': [414, 'The address is too long', 'One part of the path is longer than the server reads.'],
  'unsupported-media-type': [415, 'Unsupported content type', 'Bodies are JSON: send `content-type: application/json`.'],
  'foreign-host': [
    421,
    'The server does not answer for this host',
    'The `Host` header names a host that the server was not told of; `--allow-host` adds one. It keeps web pages of others from reading a server on this machine.',
  ],
  'headers-too-large': [431, 'The headers are too large', 'The address and headers together are longer than the server reads.'],
  'client-gone': [499, 'The client has gone', 'Nobody waits for the answer; seen in the log and the metrics only.'],
  busy: [503, 'The server is busy', 'Too many answers that take long are waiting; `Retry-After` says when to ask again.'],
  internal: [500, 'Something went wrong on the server', 'Our fault. The server’s log has the details.'],
  'not-able': [
    501,
    'The model cannot do this',
    'The model being served lacks the ability; `GET /v1/estimators` lists which models have it.',
  ],
} as const;
export type ProblemCode = keyof typeof problemKinds;

/** Thrown by routes; becomes a problem document. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly statusCode: number;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.statusCode = problemKinds[code][0];
    this.extensions = extensions;
  }
}

function problemDocument(problem: Problem, instance: string): Readonly<Record<string, unknown>> {
  const [status, title] = problemKinds[problem.code];
  return {
    type: `/docs#problem-${problem.code}`,
    code: problem.code,
    title,
    status,
    detail: problem.message,
    instance,
    ...problem.extensions,
  };
}

/** Sends the document; plain JSON.stringify, because extensions are free. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(problem.statusCode)
    .header('content-type', PROBLEM_TYPE)
    .header('cache-control', 'no-store')
    .headers(problem.code === 'busy' ? { 'retry-after': '5' } : {})
    .serializer((document: unknown) => JSON.stringify(document))
    .send(problemDocument(problem, request.url));
}

/** What a model may refuse of the ratings, attributes and circumstances that a request tells; anything else it throws is our fault. */
const faultsOfRequests: readonly string[] = [
  'invalid-value',
  'invalid-weight',
  'missing-value',
  'negative-rating',
  'negative-weight',
  'unknown-context',
  'unknown-feature',
  'unknown-field',
  'unknown-level',
] satisfies readonly ErrorCode[];

/** The answer of a model that was asked about what the request itself tells. @throws Problem `refused-by-model` */
export async function askedWith<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof LikewiseError) || !faultsOfRequests.includes(error.code)) throw error;
    throw new Problem('refused-by-model', error.message, { reason: error.code });
  }
}

/** What fastify refuses with one sentence. */
const refusals: Readonly<Record<string, readonly [code: ProblemCode, detail: string]>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: ['bad-json', 'The body must be one JSON document; it is empty.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['bad-json', 'The body must be one JSON document; it could not be read as one.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad-http', 'The body is not as long as its content-length says.'],
  FST_ERR_MAX_PARAM_LENGTH: ['address-too-long', 'One part of the path is longer than the server reads; use an id of fewer characters.'],
  FST_ERR_BAD_URL: ['bad-url', 'The path holds a broken percent escape; encode ids with encodeURIComponent.'],
};

/** What any error thrown in a request means to the client; what is our fault goes to the log, with its stack. */
export function asProblem(error: unknown, request: FastifyRequest, logger: ServerLogger | undefined): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ClientGone) return new Problem('client-gone', 'The client went away before its answer.');
  const { code, statusCode = 500, message } = error as FastifyError;
  const known = refusals[error instanceof SyntaxError ? 'FST_ERR_CTP_INVALID_JSON_BODY' : code];
  if (known !== undefined) return new Problem(...known);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Problem('too-large', `The body must not be larger than ${request.routeOptions.bodyLimit} bytes; send less at once.`);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const given = request.headers['content-type'];
    const came = given === undefined ? 'none' : JSON.stringify(echoed(given, 100));
    return new Problem('unsupported-media-type', `The body must come with content-type: application/json; got ${came}.`);
  }
  if (statusCode >= 400 && statusCode < 500) return new Problem('bad-http', message);
  logger?.error(`${request.method} ${request.url} failed`, error);
  return new Problem('internal', 'The server failed to answer; its log has the details.');
}

/** What Node says of requests that are no readable HTTP. */
const connectionFaults: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: [
    'headers-too-large',
    'The address and headers together must not be longer than 16 KiB; shorten the address or POST instead.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['slow-request', 'The request did not arrive in time; head and body together may take 30 seconds.'],
};

/** Connections that send no readable HTTP: a problem document on the bare socket. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const [code, detail] = connectionFaults[error.code ?? ''] ?? [
    'bad-http',
    'The connection sent something that is not an HTTP/1.1 request.',
  ];
  const problem = new Problem(code, detail);
  const body = JSON.stringify(problemDocument(problem, ''));
  const head = [
    `HTTP/1.1 ${problem.statusCode} Refused`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
