/** A page of a real browser that runs a module of this folder, isolated (so that it can have threads) or plain. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';

export const executablePath: string = process.env['LIKEWISE_CHROMIUM'] ?? '/usr/bin/chromium';

export interface Pages {
  /** What `expression`, which may name what the module exports, gives in a new page; and errors of the page. */
  run<T>(kind: 'isolated' | 'plain', expression: string): Promise<{ readonly result: T; readonly failures: readonly string[] }>;
  /** The same, and how long the page's thread was busy with each of its tasks between the marks of `performance.mark`: ms of processor time. */
  watched<T>(
    kind: 'isolated' | 'plain',
    expression: string,
    marks: readonly [begin: string, end: string],
  ): Promise<{ readonly result: T; readonly failures: readonly string[]; readonly tasks: readonly number[] }>;
  close(): Promise<void>;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Beginning, length and processor time; microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

export async function pagesOf(module: string): Promise<Pages> {
  const bundle = await build({
    stdin: {
      contents: `export * from '${module}'; import * as all from '${module}'; Object.assign(globalThis, all, { loaded: true });`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  });
  const script = bundle.outputFiles[0].text;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/isolated')) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    if (request.url?.endsWith('.js')) response.setHeader('Content-Type', 'text/javascript').end(script);
    else response.setHeader('Content-Type', 'text/html').end('<!doctype html><script type="module" src="page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const open = async (kind: string) => {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(`${address}/${kind}/`);
    await page.waitForFunction('globalThis.loaded === true');
    return { page, failures };
  };
  return {
    async run<T>(kind: string, expression: string) {
      const { page, failures } = await open(kind);
      const result = (await page.evaluate(expression)) as T;
      await page.close();
      return { result, failures };
    },
    async watched<T>(kind: string, expression: string, [begin, end]: readonly [string, string]) {
      const { page, failures } = await open(kind);
      await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing', 'devtools.timeline'] });
      const result = (await page.evaluate(expression)) as T;
      const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
      await page.close();
      const [from, to] = [begin, end].map((name) => traceEvents.find((event) => event.name === name) as TraceEvent);
      // Tasks may hold others: the outer ones count.
      const tasks = traceEvents.filter(
        ({ name, pid, tid, ts, dur = 0 }) =>
          name.endsWith('RunTask') && pid === from.pid && tid === from.tid && ts + dur > from.ts && ts < to.ts,
      );
      return { result, failures, tasks: tasks.map(({ tdur = Number.POSITIVE_INFINITY }) => tdur / 1000) };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
