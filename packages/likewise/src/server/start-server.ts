/** A model, served over HTTP. */
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type ErrorCode, LikewiseError, type Recommender } from '@likewise/core';
import { type AppOptions, createApp } from './app.ts';
import { isLoopback } from './http/hosts.ts';
import { Serving, type ServingParts } from './serving/serving.ts';

export interface ServerOptions extends ServingParts, Pick<AppOptions, 'allowedOrigins' | 'logger' | 'patienceMs' | 'tell'> {
  /** Address to listen on: this machine only, unless said otherwise. @default "127.0.0.1" */
  readonly host?: string | undefined;
  /** 0 takes any free port. @default 4090 */
  readonly port?: number | undefined;
  /**
   * Names of the `Host` header that are answered besides those of this machine; `*` answers any. @default none where `host` is of this
   * machine only, else any
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** How long `close` goes on answering, no longer ready, so that whoever sends requests can learn of it; in milliseconds. @default 0 */
  readonly drainMs?: number | undefined;
  /** How long `close` then waits for requests under way, in milliseconds. @default 10000 */
  readonly graceMs?: number | undefined;
}

export interface RunningServer {
  /** Such as "http://127.0.0.1:4090". */
  readonly url: string;
  readonly port: number;
  /** Takes no new connections, lets requests under way finish, then resolves. */
  close(): Promise<void>;
  /** Serves another model from the next request on and gives its id; requests under way finish on theirs. Parts left out stay; `info` goes with its model. */
  swap(model: Recommender, parts?: Partial<ServingParts>): string;
}

/** @throws LikewiseError `port-taken`, `port-forbidden`, `unknown-host`, `invalid-option`. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 4090, graceMs = 10_000, drainMs = 0, logger, patienceMs, tell, allowedOrigins, ...rest } = options;
  const { allowedHosts = isLoopback(host) ? [] : undefined, ...parts } = rest;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new LikewiseError('invalid-option', `startServer: port must be an integer from 0 to 65535; got ${port}.`, {
      option: 'port',
      value: port,
    });
  const serving = new Serving(parts);
  let closing: Promise<void> | undefined;
  const isClosing = (): boolean => closing !== undefined;
  const app = await createApp(serving, { logger, isClosing, allowedHosts, allowedOrigins, patienceMs, tell });
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(error as NodeJS.ErrnoException, host, port);
  }
  const address = app.server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  tell?.({ event: 'start', url, model: serving.current.id });
  const close = async (): Promise<void> => {
    if (drainMs > 0) {
      tell?.({ event: 'drain', seconds: drainMs / 1000 });
      await setTimeout(drainMs);
    }
    // A client that never finishes its request must not keep the server.
    const patience = new AbortController();
    setTimeout(graceMs, undefined, { signal: patience.signal }).then(
      () => app.server.closeAllConnections(),
      () => {},
    );
    await app.close();
    patience.abort();
    tell?.({ event: 'stop' });
  };
  return {
    url,
    port: address.port,
    close: () => (closing ??= close()),
    swap(model, other) {
      const { id } = serving.swap({ ...other, model });
      tell?.({ event: 'model', model: id });
      return id;
    },
  };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const refuse = (code: ErrorCode, sentence: string): Error => new LikewiseError(code, sentence, { host, port, cause: error.code });
  if (error.code === 'EADDRINUSE')
    return refuse('port-taken', `port ${port} of ${host} is taken by another program; stop it, or choose another with --port.`);
  if (error.code === 'EACCES')
    return refuse('port-forbidden', `port ${port} may not be opened without more rights; choose one above 1023 with --port.`);
  if (!['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(String(error.code))) return error;
  return refuse('unknown-host', `"${host}" is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all addresses.`);
}
