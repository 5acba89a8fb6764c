/** Lines of CSV, and of tables with another mark between cells. */

/** One line, texts in quotes where they need them. */
export const csvLine = (cells: readonly (string | number)[], delimiter = ','): string =>
  `${cells.map((cell) => csvField(cell, delimiter)).join(delimiter)}\n`;

/** What would end the cell or the line, and blanks at its ends, which readers take away. */
const csvField = (cell: string | number, delimiter: string): string =>
  typeof cell === 'string' && (/["\r\n]|^\s|\s$/.test(cell) || cell.includes(delimiter)) ? `"${cell.replaceAll('"', '""')}"` : String(cell);
