/** docs/notebooks.md: one section a course, a line for each figure. */
import { judge, shown } from './bands.mjs';
import { byNumber, courses, requirements } from './requirements.mjs';

const mark = '<!-- Written by `npm run notebooks`. -->';

/** `results` of the courses that ran; sections of others stay as `previous` has them. */
export function pageOf(results, previous = '') {
  const sections = new Map(
    previous
      .split(/^(?=## )/m)
      .filter((part) => /^## [A-Z] · /.test(part))
      .map((part) => [part[3], part.trim()]),
  );
  for (const letter of new Set(results.map(({ course }) => course))) {
    sections.set(
      letter,
      sectionOf(
        letter,
        results.filter(({ course }) => course === letter),
      ),
    );
  }
  const text = [...sections.keys()]
    .sort()
    .map((letter) => sections.get(letter))
    .join('\n\n');
  const lines = text.split('\n').filter((line) => /^\| [A-Z]\d+ \|/.test(line));
  const inside = lines.filter((line) => /\| yes \|$/.test(line)).length;
  const told = new Set(lines.map((line) => line.split(' ')[1]));
  const untold = requirements.filter((requirement) => !told.has(requirement));
  const lacking = untold.length > 0 ? `\n\nWithout an example: ${untold.join(', ')}.` : '';
  return `# The course notebooks, reached

${mark}

Every lesson of five course notebooks as an example of under 60 lines in [\`examples/notebooks\`](../examples/notebooks/README.md), run on the real data:
**${inside} of ${lines.length} figures inside their bands**. What each course teaches and where its notebook is wrong: [courses](notebooks/README.md).

\`npm run notebooks\` runs them all and writes this page (\`npm run notebooks -- A\`: one course); \`LIKEWISE_DATA_DIR\` names the folder of the data
sets. A band comes from an independent program, never from ours: \`x ± y\` is its mean over seeds, and three of its standard deviations or 1 %,
whichever is wider; a figure without ± agrees to the digits shown.${lacking}

${text}
`;
}

function sectionOf(letter, results) {
  const files = results.map(({ folder, name }) => `[${name}](../examples/notebooks/${folder}/${name}.mjs)`);
  const rows = results
    .flatMap((result) => result.rows.map((row) => ({ ...row, result })))
    .sort((a, b) => byNumber(a.requirement, b.requirement));
  const lines = rows.map(({ requirement, what, expected, reached }) => {
    const texts = shown(expected, reached);
    const cells = [requirement, what, texts.expected, texts.reached, judge(expected, reached) ? 'yes' : '**no**'];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const failed = results.filter(({ failure }) => failure !== undefined).map(({ name, failure }) => `\n**${name} failed**: ${failure}\n`);
  return `## ${letter} · ${courses[letter] ?? results[0].folder}

Examples: ${files.join(', ')}.
${failed.join('')}
| | figure | expected | reached | in band |
|---|---|---:|---:|---|
${lines.join('\n')}`;
}
