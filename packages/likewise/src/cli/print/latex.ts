/** A table as LaTeX sets it with nothing but its own means, the best of each column in bold. */
import { type Column, visible } from './table.ts';

const signs: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '–': '--',
  '−': '$-$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
  '<': '$<$',
  '>': '$>$',
};

/** Text of any kind; `*` behind a figure marks the best of its column. */
function escaped(text: string): string {
  const plain = visible(text.trim());
  const best = plain.endsWith(' *');
  const body = (best ? plain.slice(0, -2) : plain).replaceAll(/[\\~^±–−≥≤<>&%$#_{}]/g, (sign) => signs[sign] ?? `\\${sign}`);
  return best ? `\\textbf{${body}}` : body;
}

export function latex<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `  ${cells.map(escaped).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{${columns.map(({ align }) => (align === 'right' ? 'r' : 'l')).join('')}}`,
    '  \\hline',
    line(columns.map(({ heading }) => heading)),
    '  \\hline',
    ...rows.map((row, r) => line(columns.map(({ cell }) => cell(row, r)))),
    '  \\hline',
    '\\end{tabular}',
  ].join('\n');
}
