/** Bytes of a body → its JSON document. */
import { Problem } from './problem.ts';

/** @throws Problem `bad-json` */
export function parseBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new Problem('bad-json', 'The body must be one JSON document; it is empty.');
  try {
    // A byte mark is no part of the document; TextDecoder takes it away.
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Problem('bad-json', 'The body must be one JSON document; it could not be read as one.');
  }
}
