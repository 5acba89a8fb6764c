/** JSON whose numbers come back as they were written, so that an id of 19 digits keeps them all. */

/** Strings, or numbers. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
/** Numbers that would not come back as they were written: 16 digits and more, fractions, exponents. */
const NUMBERS_AT_RISK = /\d{16}|\d[.eE]|-0/;

/** As `JSON.parse`, with numbers as texts where any of them would change. @throws SyntaxError */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return NUMBERS_AT_RISK.test(text) ? JSON.parse(text.replace(TOKENS, (token) => (token[0] === '"' ? token : `"${token}"`))) : value;
}
