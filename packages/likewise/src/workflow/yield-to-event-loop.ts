/** Long work that awaits only itself never lets a signal, a timer or a request in; this does, now and then. */
import { setImmediate } from 'node:timers/promises';

const everyMs = 30;

/** Gives a function to await between pieces of work: mostly nothing, a turn of the event loop when the last one is long ago. */
export function yieldToEventLoop(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < everyMs) return undefined;
    return setImmediate().then(() => {
      last = performance.now();
    });
  };
}
