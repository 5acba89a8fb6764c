/** stderr: what was understood, and how far a long job is. A moving bar on a terminal, a line now and then in a pipe. */
import type { Writable } from 'node:stream';
import { visible } from './table.ts';

export interface Progress {
  /** Lines, at once. */
  note(...lines: readonly string[]): void;
  /** A job that may take long; nothing is shown in its first second. */
  job(label: string): Job;
  /** Takes a drawn bar away. */
  close(): void;
}

export interface Job {
  /** `part` from 0 to 1; `undefined` where the end is not known. */
  update(part: number | undefined, detail?: string): void;
  end(): void;
}

const quietMs = 1000;
const barWidth = 16;

export function progressTo(stream: Writable & { isTTY?: boolean; columns?: number }, { TERM }: NodeJS.ProcessEnv): Progress {
  const now = Date.now;
  const terminal = stream.isTTY === true && TERM !== 'dumb';
  let drawn = false;
  let running: { redraw(): void; timer?: NodeJS.Timeout } | undefined;

  const erase = (): void => {
    if (drawn) stream.write('\r\x1b[2K');
    drawn = false;
  };
  const stop = (): void => {
    clearInterval(running?.timer);
    running = undefined;
    erase();
  };
  return {
    note(...lines) {
      erase();
      for (const line of lines) stream.write(`${visible(line)}\n`);
      running?.redraw();
    },
    job(label) {
      stop();
      const started = now();
      let part: number | undefined;
      let detail = '';
      let lastLine = started;
      let lastText = '';
      const text = (): string => [label, part === undefined ? '' : `${Math.floor(part * 100)} %`, detail].filter(Boolean).join(' · ');
      const redraw = (): void => {
        if (!terminal || now() - started < quietMs) return;
        const seconds = `${Math.round((now() - started) / 1000)} s`;
        const line = `${part === undefined ? '' : `${bar(part)} `}${text()} · ${seconds}`;
        stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
        drawn = true;
      };
      const job = { redraw, timer: terminal ? setInterval(redraw, 100).unref() : undefined };
      running = job;
      return {
        update(newPart, newDetail = '') {
          part = newPart === undefined ? undefined : Math.min(1, Math.max(0, newPart));
          detail = newDetail;
          if (terminal || now() - lastLine < quietMs || text() === lastText) return;
          lastLine = now();
          lastText = text();
          stream.write(`${lastText}\n`);
        },
        end() {
          if (running === job) stop();
        },
      };
    },
    close: stop,
  };
}

function bar(part: number): string {
  const filled = Math.round(part * barWidth);
  return `${'━'.repeat(filled)}${'─'.repeat(barWidth - filled)}`;
}
