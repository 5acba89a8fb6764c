/** `likewise serve`: answers over HTTP from a model file, until someone stops it; being stopped is its normal end. */
import { once } from 'node:events';
import { closeSync, openSync, type Stats, unwatchFile, watchFile } from 'node:fs';
import type { RunningServer, ServerOptions } from '../../server/start-server.ts';
import { CliError } from '../../words/cli-error.ts';
import type { Command, Given, Io } from '../command.ts';
import { readItemRecords, tellMeeting, titlesFlag } from '../flags/files.ts';
import { addressOf, drainOf, hostsOf, originsOf, servingFlags } from '../flags/serving.ts';
import { type JsonLines, jsonLinesTo } from '../print/json-lines.ts';

/** How long a server that was told to stop waits for requests under way. */
const graceMs = 2000;
/** Between two looks at the model file. */
const watchMs = 1000;

export const serve: Command = {
  name: 'serve',
  summary: 'answer over HTTP from a model file',
  arguments: { '[model]': 'a model file written by likewise fit; SIGHUP reads it again' },
  flags: {
    '--model <file>': 'the same, as a flag',
    '--watch': 'read the model file again whenever it changes',
    ...titlesFlag,
    ...servingFlags,
  },
  examples: ['likewise serve films.safetensors --titles movies.csv --port 4090', 'likewise serve films.safetensors --watch --log'],
  async run(given, io) {
    checkServing(given);
    const [place, flag] = [given.argument(0), given.text('model')];
    if ((place === undefined) === (flag === undefined)) throw new CliError('serve: name one model file: likewise serve films.safetensors.');
    const path = (place ?? flag) as string;
    await serveUntilStopped(await partsOf(path, given, io), given, io, {
      reloads: (server) => reloader(path, server, given, io),
      watched: given.on('watch') ? path : undefined,
    });
  },
};

/** What the model file and the items file hold now. */
async function partsOf(path: string, given: Given, io: Io) {
  const { can } = await import('@likewise/core');
  const { readModelFileAbout, readSharedModelFile } = await import('../../store/model-files.ts');
  const { fallbackOf } = await import('../../workflow/fallback.ts');
  const { model, bytes } = await readSharedModelFile(path);
  const { data: origin } = await readModelFileAbout(path);
  if (!can(model, 'recommend')) throw new CliError(`${path}: ${model.name} does not recommend.`);
  const items = await readItemRecords(given, io);
  await tellMeeting(items, model.items, given.text('titles') as string, io);
  const info = { data: { source: path, users: model.users.size, items: model.items.size } };
  return { model, fallback: await fallbackOf(model, origin), items, info, origin, bytes };
}

/** Reads the model again when it is told to, one time after another. A file that is refused changes nothing. */
function reloader(path: string, server: RunningServer, given: Given, io: Io): () => Promise<void> {
  let reading: Promise<void> = Promise.resolve();
  const reload = async (): Promise<void> => {
    try {
      const { model, ...parts } = await partsOf(path, given, io);
      io.progress.note(`${path} was read again: ${server.swap(model, parts)} answers from here on.`);
    } catch (error) {
      io.progress.note(`the model goes on as it was: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return () => (reading = reading.then(reload));
}

/** Calls back whenever the file has changed; gives the function that ends it. */
function watching(path: string, changed: () => void): () => void {
  const look = (now: Stats, before: Stats): void => {
    const differs = now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino;
    // While it is gone there is nothing to read.
    if (differs && now.nlink > 0) changed();
  };
  watchFile(path, { interval: watchMs, persistent: false }, look);
  return () => unwatchFile(path, look);
}

/** Refuses flags before anything is read or trained. @throws CliError */
export function checkServing(given: Given): void {
  addressOf(given);
  drainOf(given);
  originsOf(given);
  hostsOf(given);
}

interface Meanwhile {
  /** Runs as soon as the server answers. */
  readonly meanwhile?: (server: RunningServer) => Promise<void>;
  /** Gives what reads the model again, called on SIGHUP and when the watched file changes. */
  readonly reloads?: (server: RunningServer) => () => Promise<void>;
  readonly watched?: string | undefined;
}

/** Starts the server, says where it is, and resolves when it has been stopped. */
export async function serveUntilStopped(
  options: ServerOptions,
  given: Given,
  io: Io,
  { meanwhile, reloads, watched }: Meanwhile = {},
): Promise<void> {
  const { output, progress, signal } = io;
  const { startServer } = await import('../../server/start-server.ts');
  const { notes, ...address } = addressOf(given);
  const drainMs = drainOf(given);
  progress.note(...notes);
  if (given.text('store') !== undefined) progress.note('--store: this version stores no events; the model is served from memory.');
  const log = given.on('log') || given.text('log') !== undefined ? await jsonLinesTo(given.text('log'), process.stderr) : undefined;
  io.stopsWithin(drainMs + graceMs + 1000);
  const server = await startServer({
    ...options,
    ...address,
    graceMs,
    drainMs,
    allowedHosts: hostsOf(given),
    allowedOrigins: originsOf(given),
    logger: { error: (message, cause) => tellFault(message, cause, io, log) },
    tell: log?.write,
  });
  const [user] = options.model.users.ids;
  output.print(`serving ${options.model.name} at ${server.url}`);
  output.print(`  curl "${server.url}/v1/recommendations/${encodeURIComponent(String(user))}?n=5"`);
  output.print(`  reference: ${server.url}/docs   Ctrl-C stops`);
  const reload = reloads?.(server);
  const hangUp = (): void => {
    if (output.terminal && !hasTerminal()) process.kill(process.pid, 'SIGTERM');
    log?.reopen();
    void reload?.();
  };
  if (reload !== undefined || log !== undefined) process.on('SIGHUP', hangUp);
  const unwatch = watched === undefined || reload === undefined ? undefined : watching(watched, () => void reload());
  const stopped = async (): Promise<void> => {
    if (!signal.aborted) await once(signal, 'abort');
    unwatch?.();
    process.off('SIGHUP', hangUp);
    if (drainMs > 0) progress.note(`stopping: not ready for ${drainMs / 1000} s, then closing; a second signal ends at once.`);
    await server.close();
  };
  await Promise.all([stopped(), meanwhile?.(server)]);
  await log?.close();
}

/** Whether the terminal that the program was started in is still there: SIGHUP also says that it was closed. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** A fault of ours: its stack belongs here, never into an answer. */
function tellFault(message: string, cause: unknown, { progress }: Io, log: JsonLines | undefined): void {
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  if (log === undefined) progress.note(`${message}:`, ...stack.split('\n'));
  else log.write({ event: 'fault', message, stack });
}
