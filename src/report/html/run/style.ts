/** Style of the report, after that which all pages share. One colour an outcome, the same in picture, table and graph. */
export const STYLE = `
:root { --created: light-dark(#2f6fbf, #6fa8ee); --adopted: light-dark(#7a8793, #8b98a5); --updated: light-dark(#8a5a00, #e0ac45);
  --restored: light-dark(#0f7f80, #4fc3c4); --failed: light-dark(#b3261e, #ff8a80); --held: light-dark(#8b6bb1, #b79ade);
  --path: light-dark(#d4540a, #ffa05c); --hatch: light-dark(rgb(255 255 255 / 0.62), rgb(0 0 0 / 0.5)); }
body { font-size: 0.9375rem; max-width: 82rem; } h1 { margin: 0.1rem 0 0.75rem; } h2 { margin: 2.25rem 0 0.6rem; }
h3 { font-size: 0.95rem; margin: 1rem 0 0.25rem; } p { margin: 0.4rem 0; } ul { margin: 0.3rem 0; padding-left: 1.2rem; }
ul.columns { columns: 24rem auto; } li { break-inside: avoid; overflow-wrap: anywhere; }
.kicker { margin: 0; letter-spacing: 0.02em; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.4rem; z-index: 9; }
.sr { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
.verdict { border-left: 4px solid currentColor; background: var(--panel); padding: 0.6rem 0.9rem; font-size: 1.05rem; margin: 0 0 1rem; }
.left { margin: -0.4rem 0 1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0.75rem; margin: 0 0 1rem; }
.tile { border: 1px solid var(--line); border-radius: 6px; padding: 0.55rem 0.8rem; } .tile dt { color: var(--soft); font-size: 0.85rem; }
.tile:first-child { grid-column: span 2; }
.tile dd { margin: 0; } .figure { display: block; font-size: 1.45rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.tile .soft { font-size: 0.85rem; line-height: 1.35; display: block; }
.facts { display: grid; gap: 0.15rem 1rem; margin: 0; font-size: 0.875rem; } .facts div { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0.75rem; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
table { font-size: 0.875rem; line-height: 1.35; } th[scope=row] { color: inherit; font-weight: inherit; } td, th { padding: 0.22rem 0.6rem; overflow-wrap: anywhere; }
thead th { white-space: nowrap; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.wide { width: 22%; vertical-align: middle; } .share { display: block; height: 0.5rem; background: var(--path); border-radius: 2px; }
figure { margin: 0.5rem 0; } .timeline { width: 100%; height: auto; display: block; }
.timeline text { font: 11px system-ui, sans-serif; fill: var(--soft); } .timeline .stage { font-weight: 600; fill: var(--ink); }
.timeline .name { font-size: 7.5px; fill: var(--paper); } .timeline .lane { fill: var(--panel); } .timeline .grid { stroke: var(--line); stroke-width: 0.6; }
.bar { fill: var(--adopted); } .timeline .wait { fill: var(--hatch); } .timeline .critical { fill: none; stroke: var(--path); stroke-width: 1.6; }
.timeline .selected { fill: none; stroke: var(--accent); stroke-width: 2; }
.timeline .step { fill: none; stroke: var(--path); stroke-width: 1; stroke-dasharray: 3 2; }
.bar.o-created { fill: var(--created); } .bar.o-updated { fill: var(--updated); } .bar.o-restored { fill: var(--restored); }
.bar.o-failed, .bar.o-conflict, .bar.o-unreachable, .bar.o-unlocatable, .bar.o-unknown { fill: var(--failed); }
td.o-created { color: var(--created); } td.o-updated { color: var(--updated); } td.o-restored { color: var(--restored); }
td.o-deleted { color: var(--failed); } .bar.o-deleted { fill: var(--failed); }
.o-failed, .o-conflict, .o-unreachable, .o-unlocatable, .o-unknown { color: var(--failed); } td.o-held, td.o-not-started { color: var(--held); }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; font-size: 0.85rem; } .key i { display: inline-block; width: 1.1rem; height: 0.6rem; margin-right: 0.35rem;
  background: var(--adopted); border-radius: 1px; } .key i.k-created { background: var(--created); } .key i.k-updated { background: var(--updated); }
.key i.k-restored { background: var(--restored); } .key i.k-failed, .key i.k-deleted, .key i.k-conflict { background: var(--failed); }
.key i.k-wait { background: linear-gradient(var(--hatch), var(--hatch)) var(--created); } .key i.k-critical { background: none; border: 2px solid var(--path); }
.resources { table-layout: fixed; } .resources .s { width: 9.5rem; } .resources .o { width: 9.5rem; } .resources thead .n { width: 6rem; }
main table a { text-decoration: none; } main table a:hover { text-decoration: underline; } .resources a { color: inherit; } .resources tr:target, .resources tr.on { background: var(--panel); }
.resources tr:hover { background: var(--panel); } .mark { color: var(--path); font-size: 0.75rem; margin-left: 0.6rem; }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.1rem; margin: 0.5rem 0; font-size: 0.875rem; } [hidden] { display: none !important; }
input[type=search], select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; padding: 0.2rem 0.5rem; }
input[type=search] { width: 16rem; } button { cursor: pointer; } button:hover { background: var(--panel); }
#graph-canvas { width: 100%; height: 34rem; display: block; border: 1px solid var(--line); border-radius: 6px; touch-action: none; cursor: grab; }
#details { position: fixed; right: 0; top: 0; bottom: 0; width: min(30rem, 100vw); overflow: auto; background: var(--paper); border-left: 1px solid var(--line);
  box-shadow: 0 0 24px rgb(0 0 0 / 0.18); padding: 0.9rem 1.1rem; font-size: 0.875rem; z-index: 5; }
.details-head { display: flex; justify-content: space-between; gap: 1rem; align-items: start; } #details h2 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
#details h3 { margin: 1rem 0 0.2rem; } #details .facts div { grid-template-columns: 6.5rem 1fr; } #details ul { list-style: none; padding: 0; }
@media print { h2 { break-after: avoid; } .tiles { grid-template-columns: repeat(3, 1fr); } .resources a { text-decoration: none; } table, .facts { font-size: 8pt; }
  .bar, .timeline .wait, .key i, .share { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media (max-width: 50rem) { .tile:first-child { grid-column: auto; } ul.columns { columns: auto; } body { padding: 0.75rem; } section { overflow-x: auto; } }
`;
