/** JSON whose numbers come back as they were written, so that an id of 19 digits keeps them all. */

/** Numbers that would not come back as they were written: 16 digits and more, fractions, exponents. */
const NUMBERS_AT_RISK = /\d{16}|\d[.eE]|-0/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
/** Of what a number is made besides digits: + - . E e. */
const inNumber = (unit: number): boolean =>
  isDigit(unit) || unit === 0x2b || unit === 0x2d || unit === 0x2e || unit === 0x45 || unit === 0x65;

/** As `JSON.parse`, with numbers as texts where any of them would change. @throws SyntaxError */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return NUMBERS_AT_RISK.test(text) ? JSON.parse(withQuotedNumbers(text)) : value;
}

/** Of valid JSON. By hand: a pattern remembers every escape of a long text. */
function withQuotedNumbers(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = endOfString(text, at);
    else if (isDigit(unit) || unit === 0x2d) {
      const start = at;
      while (inNumber(text.charCodeAt(at + 1))) at++;
      parts.push(text.slice(from, start), '"', text.slice(start, at + 1), '"');
      from = at + 1;
    }
  }
  return parts.join('') + text.slice(from);
}

/** Where the string that opens here is closed. */
export function endOfString(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let escapes = 0;
    while (text.charCodeAt(close - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return close;
  }
  return text.length;
}
