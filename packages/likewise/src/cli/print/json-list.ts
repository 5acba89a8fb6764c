/** One JSON document whose last field is a long list, written piece by piece: no text of all of it, and signals are heard between. */
import { yieldToEventLoop } from '../../workflow/yield-to-event-loop.ts';
import type { Io } from '../command.ts';

/** Written at once; a write an element would cost more than the elements. */
const blockCharacters = 1 << 16;

/** `{ ...head, [key]: [asJson of each] }`. @throws the reason of the signal */
export async function writeJsonList<T>(
  head: object,
  key: string,
  list: readonly T[],
  { output, signal }: Pick<Io, 'output' | 'signal'>,
  asJson: (element: T) => unknown = (element) => element,
): Promise<void> {
  // A terminal gets its lines indented; nobody looks at millions of them.
  if (output.terminal) {
    output.json({ ...head, [key]: list.map(asJson) });
    return;
  }
  const yieldNow = yieldToEventLoop();
  let block = `${JSON.stringify({ ...head, [key]: [] }).slice(0, -2)}`;
  for (const [at, element] of list.entries()) {
    block += `${at === 0 ? '' : ','}${JSON.stringify(asJson(element))}`;
    if (block.length < blockCharacters) continue;
    await output.write(block);
    block = '';
    await yieldNow();
    signal.throwIfAborted();
  }
  await output.write(`${block}]}\n`);
}
