/** Results too long for one text: written block by block, with signals heard between. */
import { yieldToEventLoop } from '../../workflow/yield-to-event-loop.ts';
import type { Output } from './output.ts';

/** Where a long result goes, and what ends it early. */
export interface Target {
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Written at once; a write a piece would cost more than the pieces. */
const blockCharacters = 1 << 16;

export class BlockWriter {
  readonly #target: Target;
  readonly #written: () => void;
  readonly #yieldNow = yieldToEventLoop();
  #block = '';

  /** @param written hears of each block */
  constructor(target: Target, written: () => void = () => {}) {
    this.#target = target;
    this.#written = written;
  }

  /** Takes a piece; a promise where the next one has to wait. @throws the reason of the signal */
  add(piece: string): Promise<void> | undefined {
    this.#target.signal.throwIfAborted();
    this.#block += piece;
    return this.#block.length < blockCharacters ? this.#yieldNow() : this.end();
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    const block = this.#block;
    this.#block = '';
    await this.#target.output.write(block);
    this.#written();
  }
}

/** `{ ...head, [key]: [asJson of each] }` as one JSON document. @throws the reason of the signal */
export async function writeJsonList<T>(
  head: object,
  key: string,
  list: readonly T[],
  target: Target,
  asJson: (element: T) => unknown = (element) => element,
): Promise<void> {
  // A terminal gets its lines indented; nobody looks at millions of them.
  if (target.output.terminal) return target.output.json({ ...head, [key]: list.map(asJson) });
  const writer = new BlockWriter(target);
  writer.add(JSON.stringify({ ...head, [key]: [] }).slice(0, -2));
  for (const [at, element] of list.entries()) {
    const pause = writer.add(`${at === 0 ? '' : ','}${JSON.stringify(asJson(element))}`);
    if (pause !== undefined) await pause;
  }
  await writer.add(']}\n');
  await writer.end();
}

/** One line of CSV, texts in quotes where they need them. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvField).join(',')}\n`;

const csvField = (cell: string | number): string =>
  typeof cell === 'string' && /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell);
