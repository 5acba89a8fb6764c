import { once } from 'node:events';
import { Agent, get as httpGet, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/start-server.ts';
import { named, shelf, TogetherModel, together } from './film-club.ts';

const running: RunningServer[] = [];
async function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const server = await startServer({ ...(await together()), port: 0, ...options });
  running.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** Sends bytes, gives all that comes back. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  await once(socket, 'close');
  return answer;
}

test('listens on this machine only, unless said otherwise', async () => {
  const server = await start();
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  // Another address of the same machine.
  await expect(fetch(`http://127.0.0.2:${server.port}/health/ready`)).rejects.toThrow();
  const open = await start({ host: '0.0.0.0' });
  expect((await fetch(`http://127.0.0.2:${open.port}/health/ready`)).status).toBe(200);
});

test('a taken port is named, with what to do', async () => {
  const { port } = await start();
  await expect(start({ port })).rejects.toMatchObject({
    code: 'port-taken',
    message: `port ${port} of 127.0.0.1 is taken by another program; stop it, or choose another with --port.`,
  });
  await expect(start({ port: 70_000 })).rejects.toMatchObject({ code: 'invalid-option' });
  await expect(start({ host: 'no-such-host.invalid' })).rejects.toMatchObject({ code: 'unknown-host' });
});

test('case 26 over a socket: long, Persian and slashed ids', async () => {
  const { url } = await start();
  for (const user of ['x'.repeat(180), 'پ'.repeat(60), 'team/42', 'z'.repeat(9000)]) {
    const response = await fetch(`${url}/v1/recommendations/${encodeURIComponent(user)}`);
    expect([response.status, ((await response.json()) as { user: string }).user]).toEqual([200, user]);
  }
});

test('what is no HTTP, and what is too much of it, gets a problem document', async () => {
  const { port } = await start();
  const foreign = await raw(port, 'hello\r\n\r\n');
  expect(foreign).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*"code":"bad-http"/s);
  const long = await raw(port, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1\.1 431 .*"code":"headers-too-large"/s);
  const short = await raw(
    port,
    'POST /v1/recommendations HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n{"a":',
  );
  expect(short).toMatch(/^HTTP\/1\.1 400 .*"code":"bad-json"/s);
});

test.each(['/studio/../package.json', '/../../etc/passwd', '/studio/%2e%2e/%2e%2e/package.json'])(
  'no way out of the folder of pages: %s',
  async (path) => {
    const { port } = await start();
    expect(await raw(port, `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 404 .*"code":"unknown-route"/s,
    );
  },
);

test('many at once: each gets its own answer', async () => {
  const { url } = await start();
  const users = Array.from({ length: 300 }, (_, k) => (k % 3 === 0 ? 'w' : `stranger ${k}`));
  const answers = await Promise.all(
    users.map(
      async (user) =>
        (await fetch(`${url}/v1/recommendations/${encodeURIComponent(user)}?n=2`)).json() as Promise<{ user: string; source: string }>,
    ),
  );
  answers.forEach(({ user, source }, k) => {
    expect(user).toBe(users[k]);
    expect(source).toBe(users[k] === 'w' ? 'together' : 'popular, no history');
  });
});

test('swapping under load drops no request, and no answer mixes two models', async () => {
  const server = await start({ model: named('model-0') });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const ask = (path: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      httpGet(`${server.url}${path}`, { agent }, (response: IncomingMessage) => {
        let body = '';
        response.on('data', (data) => {
          body += data;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      }).on('error', reject);
    });
  const sources = new Set<string>();
  let swaps = 0;
  let finished = false;
  const swapping = (async () => {
    while (!finished) {
      server.swap(named(`model-${++swaps}`));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let k = 0; k < 200; k++) {
        const { status, body } = await ask('/v1/recommendations/w?n=3');
        expect(status).toBe(200);
        const { source, items } = JSON.parse(body);
        expect(items).toHaveLength(3);
        sources.add(source);
      }
    }),
  );
  finished = true;
  await swapping;
  agent.destroy();
  expect(swaps).toBeGreaterThan(5);
  expect(sources.size).toBeGreaterThan(2);
});

test('closing: requests under way finish, then the connection ends; new ones are refused', async () => {
  const model = new TogetherModel(shelf);
  const server = await start({ model });
  const held = vi.fn();
  const original = model.recommend.bind(model);
  let closing: Promise<void> | undefined;
  model.recommend = (who, options) => {
    // The close begins while this request is being answered.
    closing ??= server.close().then(held);
    return original(who, options);
  };
  const agent = new Agent({ keepAlive: true });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(`${server.url}/v1/recommendations/w`, { agent }, resolve).on('error', reject);
  });
  expect(response.statusCode).toBe(200);
  expect(response.headers.connection).toBe('close');
  response.resume();
  await once(response, 'end');
  await closing;
  expect(held).toHaveBeenCalledOnce();
  await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
  await server.close(); // again: the same promise
  agent.destroy();
});

test('closing: idle connections do not hold it, unfinished requests only for the grace', async () => {
  const server = await start({ graceMs: 200 });
  const agent = new Agent({ keepAlive: true });
  await new Promise<void>((resolve) => {
    httpGet(`${server.url}/health/live`, { agent }, (response) => response.resume().on('end', resolve));
  });
  const unfinished = connect(server.port, '127.0.0.1');
  unfinished.on('error', () => undefined);
  unfinished.write(
    'POST /v1/recommendations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const started = performance.now();
  await server.close();
  expect(performance.now() - started).toBeLessThan(5000);
  agent.destroy();
});

test('a request that does not arrive in time is ended with 408, whether its head or its body is late', async () => {
  const { port } = await start({ patienceMs: 300 });
  const began = performance.now();
  const [head, body] = await Promise.all([
    raw(port, 'GET /v1/popular HTTP/1.1\r\nhost: localhost\r\n'),
    raw(
      port,
      'POST /v1/recommendations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"ratings"',
    ),
  ]);
  expect(performance.now() - began).toBeLessThan(10_000);
  for (const answer of [head, body]) expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"slow-request"/s);
});

test('a client that does not read its answers is ended', async () => {
  const { port } = await start({ patienceMs: 300 });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  // Far more than the buffers of two sockets hold.
  const request = 'GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n';
  const writing = setInterval(() => socket.writable && socket.write(request.repeat(500)), 10);
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    // Only a socket that reads learns that the other side has gone; writing into it does too.
    socket.on('end', () => resolve());
  });
  await ended;
  clearInterval(writing);
  socket.destroy();
});

test('one slow answer is no unread one: it may take longer than a reader', async () => {
  const model = new TogetherModel(shelf);
  const original = model.recommend.bind(model);
  const server = await start({ model, patienceMs: 200 });
  model.recommend = (who, options) => {
    const until = performance.now() + 500;
    while (performance.now() < until);
    return original(who, options);
  };
  expect((await fetch(`${server.url}/v1/recommendations/w`)).status).toBe(200);
});

test('reasons are found in pieces: health is answered in between, and nobody waits for those of a client that has gone', async () => {
  const model = new TogetherModel(shelf);
  const original = model.explain.bind(model);
  let explained = 0;
  model.explain = (who, item) => {
    explained++;
    const until = performance.now() + 30;
    while (performance.now() < until);
    return original(who, item);
  };
  const { url, port } = await start({ model });
  const slow = `${url}/v1/recommendations/all?keepSeen=true&explain=true`;
  let waited = 0;
  let finished = false;
  const lists = Promise.all(Array.from({ length: 5 }, () => fetch(slow))).finally(() => {
    finished = true;
  });
  while (!finished) {
    const before = explained;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    waited = Math.max(waited, explained - before);
  }
  for (const list of await lists) expect(((await list.json()) as { items: object[] }).items).toHaveLength(6);
  expect(explained).toBe(30);
  // Turns of the loop in which a connection is made and a request is read and answered; a piece of work each.
  expect(waited).toBeLessThan(10);

  explained = 0;
  const leaving = connect(port, '127.0.0.1');
  leaving.write(`GET ${new URL(slow).pathname}${new URL(slow).search} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  while (explained === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  leaving.destroy();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(explained).toBeLessThan(5);
});
