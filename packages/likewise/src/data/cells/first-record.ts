/** Where the first record of JSON ends, looked for before anything else is known of the file. */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b; // [ {
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d; // ] }

/** Whether the bytes so far hold the end of a record: of the first object, or of the first within an array. */
export function firstRecordIn(): (bytes: Buffer) => boolean {
  let [depth, within, escaped, ended] = [0, 0, false, false];
  let inString = false;
  return (bytes) => {
    for (let at = 0; !ended && at < bytes.length; at++) {
      const byte = bytes[at];
      if (escaped) escaped = false;
      else if (inString && byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) inString = !inString;
      else if (inString) continue;
      else if (isOpening(byte)) {
        if (depth++ === 0) within = byte === 0x5b ? 1 : 0;
      } else if (isClosing(byte)) ended = --depth <= within;
    }
    return ended;
  };
}
