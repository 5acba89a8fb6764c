/** `likewise pagerank`: the nodes of a graph by PageRank. */

import { CliError } from '../../words/cli-error.ts';
import { whole } from '../../words/numbers.ts';
import type { Command, Given } from '../command.ts';
import { parseWeights } from '../flags/ids.ts';
import { integerFlag } from '../flags/integers.ts';
import { jsonFlag } from '../flags/json-flag.ts';
import { numberFlag } from '../flags/shares.ts';
import { pairs, table } from '../print/table.ts';

export const pagerank: Command = {
  name: 'pagerank',
  summary: 'the most important nodes of a graph, from its links',
  arguments: [
    { name: '<edges>', meaning: 'one link a line, "a b" or "a,b": a links to b; lines with # are comments; also .gz; - is stdin' },
  ],
  flags: [
    { flags: '--damping <d>', meaning: 'probability of following a link instead of jumping (default 0.85)' },
    { flags: '--tolerance <t>', meaning: 'ends when ranks change by less than this in sum (default 1e-10)' },
    { flags: '--max-iterations <n>', meaning: 'most steps (default 1000)' },
    { flags: '--teleport <nodes>', meaning: 'jump to these nodes only, "home=2,shop=1": ranks as seen from there (personalised)' },
    { flags: '--repeated <rule>', meaning: 'a link given more than once: once or sum (default once)' },
    { flags: '--weighted', meaning: 'the third column is the weight of the link' },
    { flags: '-n, --count <n>', meaning: 'nodes shown (default 10)' },
    { flags: '--delimiter <text>', meaning: 'what separates the columns: , ; | tab space …' },
    { flags: '--encoding <name>', meaning: 'utf-8, latin-1 or utf-16' },
    { flags: '--threads <n>', meaning: 'threads (default all processors); they change no digit' },
    jsonFlag,
  ],
  examples: [
    'likewise pagerank links.csv',
    'likewise pagerank Wiki-Vote.txt.gz -n 5 --json',
    'likewise pagerank links.csv --teleport home',
  ],
  async run(given, { json, output, progress, signal }) {
    const path = given.argument(0) as string;
    const settings = settingsOf(given);
    const n = integerFlag('-n', given.text('count'), 1) ?? 10;
    const repeated = repeatedRule(given.text('repeated'));
    const { graphFromColumns, pageRank } = await import('@likewise/core');
    const { readLinks } = await import('../../data/read/links.ts');
    const reading = progress.job(`reading ${path === '-' ? 'standard input' : path}`);
    const { links, report } = await readLinks(path, {
      delimiter: given.text('delimiter'),
      encoding: given.text('encoding'),
      weighted: given.on('weighted'),
      signal,
      onBytes: (bytes) => reading.update(undefined, `${whole(bytes / 1e6)} MB`),
    }).finally(() => reading.end());
    for (const message of report.messages) progress.note(message);
    const graph = graphFromColumns(links, { repeated });
    if (graph.repeated > 0) {
      progress.note(
        `${report.file}: ${whole(graph.repeated)} ${graph.repeated === 1 ? 'link repeats' : 'links repeat'} another; ${repeated === 'sum' ? 'their weights add up' : 'each counts once'} (--repeated)`,
      );
    }
    const job = progress.job('ranking');
    const ranks = await pageRank(graph, {
      ...settings,
      signal,
      onIteration: ({ iteration, residual }) => job.update(undefined, `step ${iteration}, change ${residual.toExponential(1)}`),
    }).finally(() => job.end());
    const { iterations, residual, converged, deadEnds } = ranks;
    if (!converged)
      progress.note(`beware: after ${iterations} steps ranks still change by ${residual.toExponential(1)}; raise --max-iterations.`);
    const top = ranks.top(n).map(({ node, score }) => ({ node: String(node), score }));
    const nodes = graph.nodes.size;
    const edges = graph.links.indexes.length;
    if (json) {
      output.json({ nodes, edges, deadEnds, iterations, residual, converged, ...ranks.settings, top });
      return;
    }
    const facts: [string, string][] = [
      ['nodes', deadEnds === 0 ? whole(nodes) : `${whole(nodes)} (${whole(deadEnds)} without links)`],
      ['links', whole(edges)],
      ['iterations', `${iterations} (last change ${residual.toExponential(1)})`],
    ];
    const columns = [
      { heading: '#', align: 'right' as const },
      { heading: 'node', flexible: true },
      { heading: 'rank', align: 'right' as const },
    ];
    const rows = top.map(({ node, score }, k) => [String(k + 1), node, score.toPrecision(6)]);
    output.print(`${pairs(facts, output)}\n\n${table(columns, rows, output)}`);
  },
};

function settingsOf(given: Given) {
  const teleport = given.text('teleport');
  return {
    damping: numberFlag('--damping', given.text('damping'), 'from 0 to below 1', (value) => value >= 0 && value < 1),
    tolerance: numberFlag('--tolerance', given.text('tolerance'), 'above 0', (value) => value > 0),
    maxIterations: integerFlag('--max-iterations', given.text('max-iterations'), 1),
    threads: integerFlag('--threads', given.text('threads'), 1),
    teleport: teleport === undefined ? undefined : parseWeights('--teleport', teleport),
  };
}

function repeatedRule(text: string | undefined): 'once' | 'sum' {
  if (text === undefined || text === 'once') return 'once';
  if (text === 'sum') return 'sum';
  throw new CliError(`--repeated must be once or sum; got "${text}".`);
}
