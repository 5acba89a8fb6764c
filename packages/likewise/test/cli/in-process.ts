/** Runs a command inside this process: what it says, without the half second that a program takes to start. */
import { PassThrough } from 'node:stream';
import { commands } from '../../src/cli/commands/index.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { outputTo } from '../../src/cli/print/output.ts';
import { progressTo } from '../../src/cli/print/progress.ts';
import { parse } from '../../src/cli/program.ts';
import type { Outcome } from './run.ts';

/** @param onOutput sees all of stdout after each piece; `stop` is Ctrl-C */
export async function inProcess(words: readonly string[], onOutput?: (stdout: string, stop: () => void) => void): Promise<Outcome> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const stop = new AbortController();
  let [stdout, stderr] = ['', ''];
  out.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(stdout, () => stop.abort());
  });
  err.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [output, progress] = [outputTo(out, {}), progressTo(err, {})];
  let code = 0;
  try {
    const parsed = await parse(words, commands, '0.0.0');
    if (typeof parsed === 'string') output.print(parsed);
    else {
      const json = parsed.given.on('json') === true;
      await parsed.command.run(parsed.given, { json, output, progress, signal: stop.signal, stopsWithin: () => {} });
    }
  } catch (error) {
    const failure = failureOf(error, '');
    code = failure.exitCode;
    err.write(failure.text);
  }
  progress.close();
  await Promise.all([out, err].map((stream) => new Promise((resolve) => stream.end(resolve))));
  return { code, stdout, stderr };
}
