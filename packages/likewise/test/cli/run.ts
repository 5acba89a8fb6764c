/** Runs the built program as a user does. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const program: string = fileURLToPath(new URL('../../bin/likewise.js', import.meta.url));
if (!existsSync(new URL('../../dist/cli/main.js', import.meta.url))) throw new Error('build first: npm run build');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call; `meanwhile` sees the process, for signals. */
export function likewise(
  words: readonly string[],
  {
    input = '',
    meanwhile,
    cwd,
    env,
  }: {
    input?: string | Buffer;
    meanwhile?: (child: ReturnType<typeof spawn>) => void;
    cwd?: string;
    /** Beside those of the tests. */
    env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], { cwd, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => {});
    child.on('error', reject);
    // Ended by a signal: the code that a shell shows.
    child.on('close', (code, signal) => resolve({ code: signal === null ? code : 128 + constants.signals[signal], stdout, stderr }));
    child.stdin.end(input);
    meanwhile?.(child);
  });
}

/** A folder that is gone after the tests of the file. */
export function folder(): { readonly path: string; readonly file: (name: string, content: string | Buffer) => string } {
  const path = mkdtempSync(join(tmpdir(), 'likewise-cli-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    file(name, content) {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
  };
}

/** The one line that a mendable error prints. */
export function refusal({ code, stdout, stderr }: Outcome): string {
  const lines = stderr.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  if (code !== 2 || stdout !== '' || !last.startsWith('likewise: ') || /^\s+at /m.test(stderr))
    throw new Error(`not a one-line refusal: code ${code}, stdout ${stdout}, stderr ${stderr}`);
  return last;
}

/** `--number` of "-n, --number <count>". */
export const longName = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;
