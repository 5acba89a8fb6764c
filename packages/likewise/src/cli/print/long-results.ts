/** Results too long for one text: written block by block, with signals heard between. */
import { yieldToEventLoop } from '../../workflow/yield-to-event-loop.ts';
import type { Output } from './output.ts';

/** Where a long result goes, and what ends it early. */
type Target = { readonly output: Output; readonly signal: AbortSignal };

/** Written at once; a write a piece would cost more than the pieces. */
const blockCharacters = 1 << 16;

/**
 * Gives a function that takes pieces and writes them in blocks, of which `written` hears; `last` writes what is left. Where it gives a
 * promise, the next piece has to wait. @throws the reason of the signal
 */
export function blockWriter(
  { output, signal }: Target,
  written: () => void = () => {},
): (piece: string, last?: boolean) => Promise<void> | undefined {
  const yieldNow = yieldToEventLoop();
  let block = '';
  return (piece, last = false) => {
    signal.throwIfAborted();
    block += piece;
    if (block.length < blockCharacters && !last) return yieldNow();
    const full = block;
    block = '';
    // A pipe takes a block before this returns: without a turn nothing else would ever have one.
    return output.write(full).then(written).then(yieldNow);
  };
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
  const write = blockWriter(target);
  await write(JSON.stringify({ ...head, [key]: [] }).slice(0, -2));
  for (const [at, element] of list.entries()) {
    const pause = write(`${at === 0 ? '' : ','}${JSON.stringify(asJson(element))}`);
    if (pause !== undefined) await pause;
  }
  await write(']}\n', true);
}
