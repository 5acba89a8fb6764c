/** Core in a real browser: the same factors, bit for bit, as in Node; with threads where the page is isolated, without where not. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Trained, train } from './page.ts';

const executablePath = process.env['LIKEWISE_CHROMIUM'] ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(executablePath))(`in chromium (skipped where ${executablePath} is missing)`, () => {
  let server: Server;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    const bundle = await build({
      stdin: { contents: "import { train } from './page.ts'; globalThis.train = train;", resolveDir: import.meta.dirname, loader: 'ts' },
      bundle: true,
      format: 'esm',
      minify: true,
      write: false,
    });
    const script = bundle.outputFiles[0].text;
    server = createServer((request, response) => {
      if (request.url?.startsWith('/isolated')) {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      }
      if (request.url?.endsWith('.js')) response.setHeader('Content-Type', 'text/javascript').end(script);
      else response.setHeader('Content-Type', 'text/html').end('<!doctype html><script type="module" src="page.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.each([
    ['isolated', 2, 2],
    ['plain', 2, 1],
  ])('a page that is %s trains the factors of Node', async (kind, asked, used) => {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(`${address}/${kind}/`);
    await page.waitForFunction('globalThis.train !== undefined');
    const trained = (await page.evaluate(`globalThis.train(${asked})`)) as Trained;
    await page.close();
    const expected = await train(2);
    expect(failures).toEqual([]);
    expect(trained).toEqual({ ...expected, threads: used });
    expect(expected.interactions).toBeGreaterThan(90_000);
  });
});
