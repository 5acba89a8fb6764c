/** `likewise serve`: answers over HTTP from a model file, until someone stops it; being stopped is its normal end. */
import { once } from 'node:events';
import type { RunningServer, ServerOptions } from '../../server/start-server.ts';
import { CliError } from '../../words/cli-error.ts';
import { type Command, type Flags, type Given, type Io, required } from '../command.ts';
import { itemsFlag, readItemRecords } from '../flags/files.ts';
import { numberFlag } from '../flags/number-flags.ts';

/** Below the time after which the program ends itself. */
const graceMs = 2000;

export const addressFlags: Flags = {
  '--port <n>': 'port to listen on; 0 takes any free one (default 4090)',
  '--host <address>': 'address to listen on (default 127.0.0.1: this machine only)',
  '--store <path-or-url>': 'where events will be kept; accepted, nothing is stored yet',
};

export const serve: Command = {
  name: 'serve',
  summary: 'answer over HTTP from a model file',
  arguments: {},
  flags: { '--model <file>': required('a model file written by likewise fit'), ...itemsFlag, ...addressFlags },
  examples: ['likewise serve --model films.safetensors --items movies.csv --port 4090'],
  async run(given, io) {
    addressOf(given);
    const path = given.text('model') as string;
    const { can } = await import('@likewise/core');
    const { readModelFileAbout, readSharedModelFile } = await import('../../store/model-files.ts');
    const { model, bytes } = await readSharedModelFile(path);
    const { data: origin } = await readModelFileAbout(path);
    if (!can(model, 'recommend')) throw new CliError(`${path}: ${model.name} does not recommend.`);
    const items = await readItemRecords(given.text('items'), io);
    const { fallbackOf } = await import('../../workflow/fallback.ts');
    const info = { data: { source: path, users: model.users.size, items: model.items.size } };
    await serveUntilStopped({ model, fallback: await fallbackOf(model, origin), items, info, origin, bytes }, given, io);
  },
};

/** Checked before anything is trained. */
export function addressOf(given: Given): { readonly port: number; readonly host: string | undefined } {
  const isPort = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 65_535;
  return { port: numberFlag(given, 'port', 'an integer from 0 to 65535', isPort) ?? 4090, host: given.text('host') };
}

/** Starts the server, says where it is, and resolves when it has been stopped; `meanwhile` runs as soon as it answers. */
export async function serveUntilStopped(
  options: ServerOptions,
  given: Given,
  { output, progress, signal }: Io,
  meanwhile?: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const { startServer } = await import('../../server/start-server.ts');
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
    if (!signal.aborted) await once(signal, 'abort');
    await server.close();
  };
  await Promise.all([stopped(), meanwhile?.(server)]);
}
