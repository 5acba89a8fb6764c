/** Connections that send no readable HTTP: a problem document on the bare socket. */
import type { Socket } from 'node:net';
import { PROBLEM_TYPE, Problem, type ProblemCode, problemDocument } from './problem.ts';

const known: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: [
    'headers-too-large',
    'The address and headers together must not be longer than 16 KiB; shorten the address or POST instead.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['slow-request', 'The request did not arrive in time.'],
};

export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const [code, detail] = known[error.code ?? ''] ?? ['bad-http', 'The connection sent something that is not an HTTP/1.1 request.'];
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
