/** The program: parses the words, runs one command, and ends the process with its exit code. */
import { version } from '../words/generated/version.ts';
import { commands } from './commands/index.ts';
import { failureOf, Interrupted } from './failure.ts';
import { inFlagWords } from './flags/option-flags.ts';
import { outputTo } from './print/output.ts';
import { progressTo } from './print/progress.ts';
import { parse } from './program.ts';

/** A command that was told to stop is not waited for longer than this, in milliseconds. */
let graceMs = 900;

const output = outputTo(process.stdout, process.env);
const progress = progressTo(process.stderr, process.env);
const stop = new AbortController();
let failing = false;

/**
 * Signals are heard while a command has something to put in order before it ends. Any other is ended by the system at once, whatever it
 * computes; only the first process of a container is spared that, so it always hears them.
 */
let hears = false;
function hearSignals(): void {
  if (hears) return;
  hears = true;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const reason = new Interrupted(name);
      if (stop.signal.aborted) process.exit(reason.exitCode);
      stop.abort(reason);
      setTimeout(() => process.exit(reason.exitCode), graceMs).unref();
    });
  }
}
if (process.pid === 1) hearSignals();
// npm and npx start the program by a shell, which dies of their SIGTERM without passing it on.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
  }, 200).unref();
}

// The reader has gone (`| head`): nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? process.exit(0) : fail(ofStdout(error))));
process.stderr.on('error', () => {});
process.on('uncaughtException', fail);

try {
  const parsed = await parse(process.argv.slice(2), commands, version);
  if (typeof parsed === 'string') output.print(parsed.trimEnd());
  else
    await parsed.command.run(parsed.given, {
      json: parsed.given.on('json') === true,
      output,
      progress,
      signal: stop.signal,
      stopsWithin(ms) {
        graceMs = ms;
        hearSignals();
      },
    });
  progress.close();
  await output.flush();
  // Parked worker threads would keep the process alive.
  process.exit(0);
} catch (error) {
  await fail(stop.signal.aborted ? stop.signal.reason : ofStdout(error));
}

/** An error of a write names where it was to go; those of files have a path of their own. */
function ofStdout(error: unknown): unknown {
  const { syscall, path } = error as Partial<NodeJS.ErrnoException>;
  return syscall === 'write' && path === undefined ? Object.assign(error as Error, { path: 'standard output' }) : error;
}

async function fail(error: unknown): Promise<void> {
  // A stdout that takes nothing says so at every write, also at those of this function.
  if (failing) return;
  failing = true;
  progress.close();
  // By name: core is loaded only by commands that need it, and whoever threw this has loaded it.
  if (error instanceof Error && error.name === 'LikewiseError') error.message = await inFlagWords(error.message);
  const about = `likewise ${version}, Node ${process.version}, ${process.platform} ${process.arch}`;
  const { exitCode, text } = failureOf(error, `Please report the lines above (${about}).`);
  await output.flush().catch(() => {});
  await new Promise<void>((resolve) => process.stderr.write(text, () => resolve()));
  process.exit(exitCode);
}
