/** Long work that awaits only itself never lets a signal, a timer or a request in; this does, now and then. */

const everyMs = 30;

/** A function to await between pieces of work: mostly nothing, a turn of the event loop when the last one is long ago. */
export function breathing(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < everyMs) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        last = performance.now();
        resolve();
      }),
    );
  };
}
