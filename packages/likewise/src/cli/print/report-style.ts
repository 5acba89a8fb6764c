/** The sheet of the report: the tokens of the studio, whose look it has. */
export const tokens = `:root {
  --paper: light-dark(#fbfbf9, #14161a);
  --card: light-dark(#ffffff, #1c1f25);
  --ink: light-dark(#1b1d22, #eceef2);
  --soft: light-dark(#5d626d, #a1a7b3);
  --line: light-dark(#e0e1dd, #31353e);
  --accent: light-dark(#3350d8, #9db0ff);
  --warn: light-dark(#8a4b00, #ffc069);
  --warn-tint: light-dark(#fff3e0, #33270f);
  --code: light-dark(#f3f3ef, #23262d);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  color-scheme: light dark;
}`;

/** @param tableRem below this width each line of the table is a block of its own */
export const reportStyle = (tableRem: number): string => `${tokens}
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main { max-width: 100rem; margin: 0 auto; padding: 1.5rem 1rem 2rem; }
section { margin: 0 0 2.2rem; }
h1 { font-size: clamp(1.5rem, 5vw, 2.4rem); line-height: 1.15; letter-spacing: -.02em; margin: 0 0 .4rem; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 0 0 .7rem; }
h3 { font-size: 1.05rem; margin: 0 0 .2rem; display: flex; flex-wrap: wrap; gap: 0 .8rem; align-items: baseline; justify-content: space-between; }
h3 span, small, .soft, .facts dt, footer, th { color: var(--soft); font-size: .85rem; font-weight: 400; }
p { margin: 0 0 .8rem; }
.definition { margin: 0 0 .7rem; }
.lead { color: var(--soft); font-size: 1.05rem; }
.beware { padding: .7rem 1rem; border-radius: 8px; background: var(--warn-tint); color: var(--warn); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .7rem; margin: 1rem 0 2.2rem; }
.facts > div, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .7rem .9rem; }
.facts dd { margin: 0; font-size: 1.15rem; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1rem; align-items: start; }
.card { padding: 1rem 1.1rem; min-width: 0; }
.row { display: grid; grid-template-columns: minmax(0, 12rem) minmax(0, 1fr) 9.6rem; gap: 0 .8rem; align-items: center; padding: .15rem 0; }
.row .value { font-variant-numeric: tabular-nums; text-align: right; line-height: 1.25; }
.row small, td small { display: block; font-variant-numeric: tabular-nums; }
.best .label, .best .value, td.best { font-weight: 650; }
.row small, td.best small { font-weight: 400; }
.axis { color: var(--soft); font-size: .85rem; }
svg { display: block; overflow: visible; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); }
.zero { stroke: var(--soft); stroke-dasharray: 4 3; }
.whisker { stroke: var(--accent); stroke-width: 2; opacity: .55; }
.dot { fill: var(--card); stroke: var(--accent); stroke-width: 2.5; }
.best .dot { fill: var(--accent); }
.part { fill: var(--soft); opacity: .6; }
.without { margin: .4rem 0 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .4rem 0 .4rem .8rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; overflow-wrap: normal; }
td { white-space: nowrap; }
tbody th { overflow-wrap: anywhere; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tbody th { color: var(--ink); font-size: 1rem; }
details { border-top: 1px solid var(--line); padding: .5rem 0; }
summary { cursor: pointer; color: var(--accent); }
details dl { margin: .5rem 0; }
details dt { font-weight: 600; }
details dd { margin: 0 0 .6rem; }
details small { display: block; }
code, pre { font-family: var(--mono); font-size: .875em; }
pre { margin: .4rem 0 1rem; padding: .8rem 1rem; background: var(--code); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; }
.cards.small { grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); }
.frame { margin: 0 0 .9rem; }
.drawn { display: grid; grid-template-columns: 3.4rem minmax(0, 1fr); gap: .2rem .6rem; }
.side { width: 100%; }
.field { background: linear-gradient(var(--line), var(--line)) left / 1px 100% no-repeat; }
.down { margin: 0 0 .3rem; }
.across { text-align: center; }
.name { fill: var(--ink); stroke: var(--card); stroke-width: 4px; paint-order: stroke; }
.dot.leads { fill: var(--accent); }
.pointer { stroke: var(--soft); opacity: .6; }
.front { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 5 4; opacity: .7; }
polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
.key { display: inline-block; vertical-align: middle; }
.training { stroke: var(--soft); stroke-dasharray: 5 3; }
.key .training, .key .held-out { stroke-width: 2; }
.held-out { stroke: var(--accent); }
.end { stroke: none; }
.end.training { fill: var(--soft); }
.end.held-out { fill: var(--accent); }
.bar { fill: var(--accent); opacity: .75; }
.mark { stroke: var(--ink); stroke-width: 2; }
.base { stroke: var(--line); }
.wide { overflow-x: auto; }
.wide .text { text-align: left; white-space: normal; }
.wide td { min-width: 4.5rem; }
.card td, .card th { font-size: .82rem; padding: .25rem 0 .25rem .5rem; }
.people { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); gap: .4rem 1.4rem; margin: .6rem 0; }
.people h4 { margin: .5rem 0 .3rem; font-size: .95rem; }
.people ol, .people ul { margin: 0; padding-left: 1.5rem; font-size: .92rem; }
.people .told { border-right: 1px solid var(--line); padding-right: .8rem; }
.hit { color: var(--accent); }
.id { font-family: var(--mono); font-size: .85em; }
.sort { display: none; margin: 0 0 .6rem; }
select, th button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .15rem .4rem; }
th button { border: 0; background: none; padding: 0; cursor: pointer; font-weight: 600; }
th button:hover { color: var(--accent); }
th[aria-sort] button::after { content: ' ↑' / ''; }
th[aria-sort=descending] button::after { content: ' ↓' / ''; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { padding: 1.2rem 0 0; border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  .row { grid-template-columns: minmax(6rem, 1fr) minmax(0, auto); padding: .4rem 0; }
  .row .label { order: 1; }
  .row .value { order: 2; }
  .row svg { order: 3; grid-column: 1 / -1; }
  .row.axis .label, .row.axis .value { order: 4; }
  .people .told { border: 0; padding: 0; }
}
@media (max-width: ${tableRem}rem) {
  .figures thead { display: none; }
  .sort { display: block; }
  .figures tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .figures tbody th, .figures td { display: block; border: 0; padding: .1rem 0; text-align: left; }
  .figures td { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
  .figures td > span { text-align: right; }
  .figures td::before { content: attr(data-label); color: var(--soft); font-weight: 400; }
}
@media print { :root { color-scheme: light; } body { background: #fff; } .card, .facts > div, tr, li { break-inside: avoid; } .sort { display: none; } }`;
