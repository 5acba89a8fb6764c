/** What a reader must know to trust the table of an evaluation. */
import { metricEntry, type Report, type ReportRow } from '@likewise/core';
import { counted, percent, whole } from '../../words/numbers.ts';
import { agingNotes } from './report-aging.ts';
import { groupNotes } from './report-groups.ts';
import { metricNames } from './report-table.ts';

/** Above this share of the test rows, what could not be told is told loudly. */
const many = 0.1;

/** What stands below a table of figures: what its signs mean. */
export const legendOf = (report: Report): string =>
  `± is half of the 95 % interval ${basisOf(report)}${report.rows.length > 1 ? ' * best of its column.' : ''}`;

/** Over what intervals are, and what lists were chosen from and judged by. */
export function basisOf(report: Report): string {
  const ratings = metricNames(report).some((name) => kindOf(name) === 'rating');
  const over = ratings ? (isRanked(report) ? 'people, of rating errors over test rows' : 'test rows') : 'people';
  return `over ${over}; lists are chosen from the ${report.candidates}; relevant: ${report.relevant}.`;
}

const isRanked = (report: Report): boolean => metricNames(report).some((name) => kindOf(name) !== 'rating');

/** @param ofRatings models whose lists follow predicted ratings while every test row counts as relevant: nobody stated what is liked */
export function reportNotes(report: Report, ofRatings: readonly string[] = []): readonly string[] {
  const { rows, context, data } = report;
  const ranked = isRanked(report);
  const notes = [
    ...future(report),
    ...windows(report),
    ...compared(report),
    ...groupNotes(report),
    ...agingNotes(report),
    ...severalSeeds(report),
    ...training(report),
    ...lowLists(report, ofRatings),
  ];
  notes.push(...likeness(report));
  if (context !== undefined) notes.push(`${context}; a model without contexts answers a person's questions alike.`);
  notes.push(...fewSampled(report), ...unseen(report));
  const [{ usersLeftOut, usersEvaluated }] = rows;
  // Splits of people set out to judge some of them only.
  if (data.usersWithoutTest > 0 && ranked && !/^(users|cold-users):/.test(report.split))
    notes.push(
      `${counted(data.usersWithoutTest, 'person has', 'people have')} nothing in the test part and ${data.usersWithoutTest === 1 ? 'is' : 'are'} not judged${data.folds > 1 ? ', a person once for each such fold' : ''}.`,
    );
  if (usersLeftOut > 0 && ranked)
    notes.push(
      `${usersLeftOut} ${usersLeftOut === 1 ? 'person was' : 'people were'} left out of rankings (nothing relevant in the test part, or nothing to know them by); ${usersEvaluated} were judged.`,
    );
  for (const row of rows) {
    const { model, usersUnanswered } = row;
    if (usersUnanswered > 0)
      notes.push(`${model}: no list for ${counted(usersUnanswered, 'person', 'people')}; they count as nothing right.`);
    if (row.unpredicted > 0) notes.push(unpredicted(row, data.unseen.of));
  }
  for (const metrics of new Set(rows.map(({ unsupported }) => unsupported.join(', ')))) {
    if (metrics === '') continue;
    const models = rows.filter(({ unsupported }) => unsupported.join(', ') === metrics).map(({ model }) => model);
    notes.push(`${listed(models)} cannot be measured by ${metrics}.`);
  }
  return notes;
}

const kindOf = (metric: string): string => metricEntry(metric.replace(/ \(.*$/, '')).kind;
const beware = (share: number): string => (share > many ? 'beware: ' : '');

/** "popular, bias and svd". */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

function training({ rows, relevant }: Report): string[] {
  const trained = (on: ReportRow['trainedOn']): string =>
    listed(rows.filter(({ trainedOn }) => trainedOn === on).map(({ model }) => model));
  const condition = relevant.split(' ').at(-1);
  const [ratings, likes] = [trained('ratings'), trained('likes')];
  const parts = [
    ratings !== '' && `${ratings}: on all ratings`,
    likes !== '' && `${likes}: on those ${condition}, with the rest known as seen`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? [] : [`trained: ${parts.join('; ')}.`];
}

/** Splits by which training holds what happened after a person's question, of others. */
function future({ split }: Report): string[] {
  if (!split.startsWith('leave-last')) return [];
  return [
    `${split} lets training see the future of others: what came after a person's question, popularity above all. time:0.8:last asks for the last item too, after one moment for everyone.`,
  ];
}

/** The first metric in each span of time, where several were tested. */
function windows({ rows }: Report): string[] {
  const [{ folds = [] }] = rows;
  const [metric] = Object.keys(rows[0].metrics);
  return folds.flatMap(({ window }, f) => {
    if (window === undefined || metric === undefined) return [];
    const figures = rows.flatMap(({ model, folds: own }) => {
      const figure = own?.[f].metrics[metric];
      return figure === undefined ? [] : `${model} ${figure.toFixed(4)}`;
    });
    return [`from ${window.from.slice(0, 10)}, before ${window.to.slice(0, 10)}: ${metric} ${figures.join(', ')}.`];
  });
}

/** By which model items are compared. */
function likeness({ rows, likenessBy }: Report): string[] {
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))].filter((name) => /:(vectors|similar)$/.test(name));
  if (names.length === 0) return [];
  const by =
    likenessBy === undefined
      ? 'each model says of its own lists how alike items are, which does not compare models; --likeness takes one model for all'
      : `${likenessBy} says of all lists how alike items are`;
  return [`${names.join(', ')}: ${by}.`];
}

/** What p is of. */
function compared({ comparedWith, rows }: Report): string[] {
  if (comparedWith === undefined) return [];
  const { model, ci } = rows[comparedWith];
  const others = rows.length - 1;
  const corrected =
    others < 2
      ? 'one comparison needs no correction'
      : `p (Holm) is corrected for the ${others} comparisons of each metric, not for several metrics`;
  const without = [...new Set(rows.flatMap((row) => Object.keys(row.ci)))].filter((name) => ci[name] === undefined);
  return [
    `differences are figures less those of ${model}, on the same people (rankings) or test rows (rating errors); p is two-sided, by paired bootstrap of 1,000 draws, which gives no p below 0.002; Wilcoxon and t-test: p (Holm) of the signed-rank and the paired t-test of each person's difference, + and − count people with a higher and a lower value; ${corrected}.`,
    ...(without.length === 0 ? [] : [`${model} has no ${without.join(', ')}: nothing is compared by it.`]),
  ];
}

function severalSeeds({ seeds, data }: Report): string[] {
  const sums = 'counts and seconds are sums over them';
  if (seeds === undefined) return data.folds === 1 ? [] : [`figures are means over ${data.folds} folds; ${sums}.`];
  const several = `figures are means over ${seeds.numbers.length} seeds`;
  if (seeds.of === 'nothing')
    return [`beware: neither the split nor a model draws random numbers: all ${seeds.numbers.length} seeds give the same.`];
  const alone = seeds.of === 'split and models' ? '' : ` (the ${seeds.of === 'split' ? 'models draw' : 'split draws'} no random numbers)`;
  return [`${several} of ${seeds.of}${alone}; ${sums}.`];
}

function lowLists(report: Report, ofRatings: readonly string[]): string[] {
  const ranked = metricNames(report).filter((name) => kindOf(name) === 'ranking');
  if (ofRatings.length === 0 || ranked.length === 0) return [];
  const low = `why ${ranked.join(', ')} of ${listed(ofRatings)} ${ofRatings.length === 1 ? 'is' : 'are'} low`;
  return [
    `${low}: such lists begin with what would be rated best, however few have it, and every test row counts as relevant, one rated lowest too; --relevant ">=4" judges all models by what people liked.`,
  ];
}

function fewSampled({ fewerSampled, rows: [{ usersEvaluated }] }: Report): string[] {
  if (fewerSampled === undefined) return [];
  const { people, fewest } = fewerSampled;
  return [
    `beware: for ${people} of ${counted(usersEvaluated, 'person', 'people')} fewer items exist that they never met than were to be sampled, for some only ${fewest}; all of them were taken.`,
  ];
}

function unseen({ data: { unseen: rows }, split }: Report): string[] {
  if (rows.rows === 0) return [];
  const of = [
    rows.newUser > 0 && `${whole(rows.newUser)} by their user`,
    rows.newItem > 0 && `${whole(rows.newItem)} by their item`,
  ].filter((part) => part !== false);
  const share = rows.rows / rows.of;
  const strangers =
    rows.newUser === rows.of && !/^(cold-)?users:/.test(split)
      ? '; no user of the test part is in training: are the ids of both written alike?'
      : '.';
  // Newcomers are what such a split asks about.
  const loud = split.startsWith('cold-') ? '' : beware(share);
  return [
    `${loud}${whole(rows.rows)} of ${counted(rows.of, 'test row')} (${share < 0.001 ? '< 0.1 %' : percent(share)}) are of ids that training never saw: ${of.join(', ')}${strangers}`,
  ];
}

function unpredicted({ model, unpredicted: rows, unpredictedBecause: because, predictedOnly = {} }: ReportRow, of: number): string {
  const reasons =
    because === undefined
      ? []
      : ([
          [because.newUser, 'user unknown'],
          [because.newItem, 'item unknown'],
          [because.newBoth, 'both unknown'],
          [because.silent, 'both known, and still nothing to go by'],
        ] as const);
  const why = reasons.filter(([count]) => count > 0).map(([count, reason]) => `${whole(count)} ${reason}`);
  const only = Object.entries(predictedOnly).map(([name, figure]) => `${name} ${figure.toFixed(4)}`);
  const rest = only.length === 0 ? '' : `; over the rows that it predicted: ${only.join(', ')}`;
  return `${beware(rows / of)}${model}: no prediction for ${whole(rows)} of ${counted(of, 'test row')} (${why.join(', ')}); the mean of training with what is known of user and item stood in${rest}.`;
}
