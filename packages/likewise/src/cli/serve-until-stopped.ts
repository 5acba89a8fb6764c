/** A server that runs until someone stops it; being stopped is its normal end. */
import type { RunningServer, ServerOptions } from '../server/start-server.ts';
import { CliError } from '../words/cli-error.ts';
import type { Flag, Given, Io } from './command.ts';

/** Below the time after which the program ends itself. */
const graceMs = 2000;

export const addressFlags: readonly Flag[] = [
  { flags: '--port <n>', meaning: 'port to listen on; 0 takes any free one (default 4090)' },
  { flags: '--host <address>', meaning: 'address to listen on (default 127.0.0.1: this machine only)' },
  { flags: '--store <path-or-url>', meaning: 'where events will be kept; accepted, nothing is stored yet' },
];

/** Checked before anything is trained. */
export function addressOf(given: Given): { readonly port: number; readonly host: string | undefined } {
  const text = given.text('port') ?? '4090';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new CliError(`--port must be an integer from 0 to 65535; got "${text}".`);
  return { port, host: given.text('host') };
}

/** Starts the server, says where it is, and resolves when it has been stopped; `meanwhile` runs as soon as it answers. */
export async function serveUntilStopped(
  options: ServerOptions,
  given: Given,
  { output, progress, signal }: Io,
  meanwhile?: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const { startServer } = await import('../server/start-server.ts');
  if (given.text('store') !== undefined) progress.note('--store: this version stores no events; the model is served from memory.');
  const server = await startServer({
    ...options,
    ...addressOf(given),
    graceMs,
    logger: { error: (message, cause) => progress.note(`${message}${cause instanceof Error ? `: ${cause.message}` : ''}`) },
  });
  const [user] = options.model.users.ids;
  output.print(`serving ${options.model.name} at ${server.url}`);
  output.print(`  curl "${server.url}/v1/recommendations/${encodeURIComponent(String(user))}?n=5"`);
  output.print(`  reference: ${server.url}/docs   Ctrl-C stops`);
  const stopped = async (): Promise<void> => {
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await server.close();
  };
  await Promise.all([stopped(), meanwhile?.(server)]);
}
