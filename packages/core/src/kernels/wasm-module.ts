/** The kernels as WebAssembly modules, each compiled once for the program. */
import { sharedMemory, singleMemory } from './generated/wasm-bytes.ts';
import { type WasmModule, webAssembly } from './host.ts';

const modules = new Map<boolean, Promise<WasmModule | undefined>>();
let atOnce: WasmModule | undefined | null;

/** `undefined` where the host has no WebAssembly, no SIMD, or a policy against compiling. */
export function compiledModule(shared: boolean): Promise<WasmModule | undefined> {
  let module = modules.get(shared);
  if (module === undefined) {
    module = Promise.resolve(webAssembly?.compile(decodeBase64(shared ? sharedMemory : singleMemory))).catch(() => undefined);
    modules.set(shared, module);
  }
  return module;
}

/** The module of a memory of its own, without waiting; `undefined` also where the host compiles only asynchronously. */
export function moduleAtOnce(): WasmModule | undefined {
  if (atOnce === undefined) {
    try {
      atOnce = webAssembly === undefined ? null : new webAssembly.Module(decodeBase64(singleMemory));
    } catch {
      atOnce = null;
    }
  }
  return atOnce ?? undefined;
}

// Base64 without the host: `atob` gives a string of bytes, and `Uint8Array.fromBase64` is too young.
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes of well-formed base64 with padding. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128);
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < text.length; i += 4) {
    const quad =
      (values[text.charCodeAt(i)] << 18) |
      (values[text.charCodeAt(i + 1)] << 12) |
      (values[text.charCodeAt(i + 2)] << 6) |
      values[text.charCodeAt(i + 3)];
    bytes[at++] = quad >> 16;
    bytes[at++] = quad >> 8; // bytes past the end are dropped by the typed array
    bytes[at++] = quad;
  }
  return bytes;
}
