/** `likewise pagerank`: the nodes of a graph by PageRank. */
import { counted, whole } from '../../words/numbers.ts';
import { type Command, jsonFlag } from '../command.ts';
import { fileFlags, fileOptions, readingJob } from '../flags/files.ts';
import { parseWeights } from '../flags/ids.ts';
import { countFlag, countOf, integerFlag, numberFlag, threadsFlag, threadsOf } from '../flags/number-flags.ts';
import { flexible, pairs, place, right, table } from '../print/table.ts';

export const pagerank: Command = {
  name: 'pagerank',
  summary: 'the most important nodes of a graph, from its links',
  arguments: {
    '<edges>': 'one link a line, "a b" or "a,b": a links to b; lines with # are comments; also .gz; - is stdin',
  },
  flags: {
    '--damping <d>': 'probability of following a link instead of jumping (default 0.85)',
    '--tolerance <t>': 'ends when ranks change by less than this in sum (default 1e-10)',
    '--max-iterations <n>': 'most steps (default: as many as damping and tolerance need)',
    '--teleport <nodes>': 'jump to these nodes only, "home=2,shop=1": ranks as seen from there (personalised)',
    '--repeated <rule>': 'a link given more than once: once or sum (default once)',
    '--weighted': 'the third column is the weight of the link',
    ...countFlag,
    ...fileFlags,
    ...threadsFlag,
    ...jsonFlag,
  },
  examples: [
    'likewise pagerank links.csv',
    'likewise pagerank Wiki-Vote.txt.gz -n 5 --json',
    'likewise pagerank links.csv --teleport home',
  ],
  async run(given, io) {
    const { json, output, progress, signal } = io;
    const path = given.argument(0) as string;
    const teleport = given.text('teleport');
    const settings = {
      damping: numberFlag(given, 'damping', 'a number from 0 to below 1', (value) => value >= 0 && value < 1),
      tolerance: numberFlag(given, 'tolerance', 'a number above 0', (value) => value > 0),
      maxIterations: integerFlag(given, 'max-iterations', 1),
      threads: threadsOf(given),
      teleport: teleport === undefined ? undefined : parseWeights('--teleport', teleport),
    };
    const n = countOf(given);
    const repeated = given.choice('repeated', ['once', 'sum']) ?? 'once';
    const { graphFromColumns, pageRank } = await import('@likewise/core');
    const { readLinks } = await import('../../data/read/links.ts');
    const reading = readingJob(path, io);
    const { links, report } = await readLinks(path, {
      ...fileOptions(given, io),
      weighted: given.on('weighted'),
      onBytes: (bytes) => reading.update(undefined, `${whole(bytes / 1e6)} MB`),
    }).finally(() => reading.end());
    progress.note(...report.messages);
    const graph = graphFromColumns(links, { repeated });
    if (graph.repeated > 0) {
      const repeats = counted(graph.repeated, 'link repeats', 'links repeat');
      progress.note(`${report.file}: ${repeats} another; ${repeated === 'sum' ? 'their weights add up' : 'each counts once'} (--repeated)`);
    }
    const job = progress.job('ranking');
    const ranks = await pageRank(graph, {
      ...settings,
      signal,
      onIteration: ({ iteration, residual }) => job.update(undefined, `step ${iteration}, change ${residual.toExponential(1)}`),
    }).finally(() => job.end());
    const { iterations, residual, converged, deadEnds } = ranks;
    const remedy = settings.maxIterations === undefined ? 'raise --tolerance' : 'raise --max-iterations';
    const beware = `beware: after ${iterations} steps ranks still change by ${residual.toExponential(1)}; ${remedy}.`;
    if (!converged) progress.note(beware);
    const top = ranks.top(n).map(({ node, score }) => ({ node: String(node), score }));
    const nodes = graph.nodes.size;
    const edges = graph.links.indexes.length;
    if (json) return output.json({ converged, nodes, edges, deadEnds, iterations, residual, ...ranks.settings, top });
    const facts = pairs(output, [
      ['nodes', deadEnds === 0 ? whole(nodes) : `${whole(nodes)} (${whole(deadEnds)} without links)`],
      ['links', whole(edges)],
      ['iterations', `${iterations} (last change ${residual.toExponential(1)})`],
    ]);
    const best = table(output, top, [place, flexible('node', ({ node }) => node), right('rank', ({ score }) => score.toPrecision(6))]);
    output.print(`${converged ? '' : `${beware}\n\n`}${facts}\n\n${best}`);
  },
};
