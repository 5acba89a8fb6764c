import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { progressTo } from '../../src/cli/print/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function screen(isTTY: boolean, environment: NodeJS.ProcessEnv = {}) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 60 });
  let text = '';
  stream.on('data', (piece) => (text += piece));
  return { progress: progressTo(stream, environment), text: () => text };
}

test('a job of less than a second shows nothing, on a terminal or in a pipe', () => {
  for (const isTTY of [true, false]) {
    const { progress, text } = screen(isTTY);
    const job = progress.job('fitting');
    vi.advanceTimersByTime(900);
    job.update(0.5);
    job.end();
    vi.advanceTimersByTime(5000);
    expect(text()).toBe('');
  }
});

test('a terminal gets a bar that goes away, and notes above it', () => {
  const { progress, text } = screen(true);
  const job = progress.job('fitting');
  job.update(0.5, 'epoch 5 of 10');
  vi.advanceTimersByTime(1100);
  expect(text()).toContain('━━━━━━━━──────── fitting · 50 % · epoch 5 of 10 · 1 s');
  for (const line of text().split('\r\x1b[2K')) expect(line.length).toBeLessThan(60);
  progress.note('two columns were empty');
  expect(text()).toContain('\r\x1b[2Ktwo columns were empty\n\r\x1b[2K━');
  job.end();
  expect(text().endsWith('\r\x1b[2K')).toBe(true);
});

test('a pipe, and a terminal that cannot move its cursor, get a line a second', () => {
  for (const { progress, text } of [screen(false), screen(true, { TERM: 'dumb' })]) {
    const job = progress.job('reading');
    for (let step = 1; step <= 35; step++) {
      vi.advanceTimersByTime(100);
      job.update(undefined, `${step} rows`);
    }
    job.end();
    expect(text()).toBe('reading · 10 rows\nreading · 20 rows\nreading · 30 rows\n');
  }
});
