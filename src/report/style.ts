/** The page's style sheet. One accent; the scale runs in lightness alone, so any eye can rank it. */

const LIGHT = `--paper:#fbfbf9;--surface:#fff;--ink:#1b2226;--muted:#59656c;--rule:#e1e4e3;--faint:#f1f3f2;
--accent:#1d6a8c;--accent-soft:#d5e6ee;--bad:#a03d16;--bad-soft:#f8e9e1;--zero:#a9b2b6;--pick:#e0671b;
--q0:#e2edf1;--q1:#c3dde6;--q2:#9dc8d8;--q3:#74b0c8;--q4:#4f98b7;--q5:#2f7899;--q6:#1b5a79;--q7:#0c3c56;
--on-low:#10242e;--on-mid:#10242e;--on-high:#fff;--empty:#f3f4f3;--tile:#d9dedd;
--band:#f3f5f5;--band-even:#fafbfa;--spike:#12506e;--spike-input:#7c8a91;--split-s:#8fa3ad;--split-h:#cfd8dc;`;

const DARK = `--paper:#121618;--surface:#191e21;--ink:#e7ebed;--muted:#9aa6ac;--rule:#2b3337;--faint:#1f2528;
--accent:#7cc3dd;--accent-soft:#1f3a47;--bad:#f2a682;--bad-soft:#38241b;--zero:#566167;--pick:#ff9d5c;
--q0:#183340;--q1:#1e4558;--q2:#265a72;--q3:#2f718e;--q4:#458fae;--q5:#66acc7;--q6:#92c9dc;--q7:#cbe8f1;
--on-low:#f2f7f9;--on-mid:#07151c;--on-high:#07151c;--empty:#1d2326;--tile:#333d42;
--band:#1b2124;--band-even:#161b1e;--spike:#9ad6ec;--spike-input:#84929a;--split-s:#5f7480;--split-h:#39464d;`;

const PAGE = `
*{box-sizing:border-box}
html{scroll-padding-top:4rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:0 28px 96px}
a{color:var(--accent)}
small{font-size:.82em;color:var(--muted);font-weight:400}
[hidden]{display:none!important}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.muted{color:var(--muted)}
.skip{position:absolute;left:-999px;top:8px;z-index:9;padding:6px 12px;background:var(--surface)}
.skip:focus{left:8px}
nav{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--rule)}
nav div{max-width:1120px;margin:0 auto;padding:0 28px;display:flex;gap:18px;align-items:center;font-size:14px}
nav p{flex:1;min-width:0;margin:0;display:flex;gap:22px;overflow-x:auto;scrollbar-width:none;white-space:nowrap}
nav a{padding:12px 0;color:var(--muted);text-decoration:none}
nav a:hover{color:var(--accent)}
nav button{padding:5px 13px;font:inherit;font-size:13px;color:var(--ink);background:var(--paper);border:1px solid var(--rule);border-radius:99px;cursor:pointer}
nav button:hover{border-color:var(--accent)}`;

const HEAD = `
header{padding:60px 0 8px}
.eyebrow{margin:0 0 10px;font-size:13px;letter-spacing:.08em;text-transform:uppercase;color:var(--accent);font-weight:600}
h1{margin:0;font-size:clamp(30px,5vw,46px);line-height:1.12;letter-spacing:-.022em;font-weight:650;overflow-wrap:anywhere}
h1 span{color:var(--muted);font-weight:400}
.subtitle{margin:12px 0 0;color:var(--muted);max-width:75ch;overflow-wrap:anywhere}
.verdicts{list-style:none;margin:30px 0 0;padding:0;border-bottom:1px solid var(--rule)}
.verdicts li{display:grid;grid-template-columns:165px minmax(0,1fr);gap:2px 20px;padding:8px 0;border-top:1px solid var(--rule);overflow-wrap:anywhere}
.verdicts b{font-weight:640}
.verdicts .good b{color:var(--accent)}
.verdicts .good b::before{content:"✓ "}
.verdicts .bad b{color:var(--bad)}
.verdicts .bad b::before{content:"! "}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(225px,1fr));gap:34px 28px;margin:42px 0 0}
.figures div{border-top:1px solid var(--rule);padding-top:12px;min-width:0}
.figures dt{font-size:14px;color:var(--muted)}
.figures dd{margin:0}
.figures .value{font-size:36px;line-height:1.25;letter-spacing:-.025em;font-weight:550;white-space:nowrap}
.figures .long{font-size:30px;line-height:1.5}
.figures .value small{font-size:.55em;letter-spacing:0}
.figures .note{font-size:13.5px;color:var(--muted);line-height:1.45}
section{padding-top:68px}
h2{margin:0;font-size:25px;line-height:1.2;letter-spacing:-.015em;font-weight:640}
h3{margin:34px 0 8px;font-size:16px;font-weight:640}
h3+p.muted{margin-top:-4px}
.lead{margin:8px 0 22px;max-width:72ch;color:var(--muted);overflow-wrap:anywhere}
.lead b{color:var(--ink);font-weight:600}`;

const CORES = `
.core-controls{display:flex;flex-wrap:wrap;gap:14px 32px;align-items:center;justify-content:space-between;margin-bottom:18px}
.choices{display:flex;flex-wrap:wrap;gap:6px;margin:0;padding:0;border:0;min-width:0}
.choices legend{float:left;padding:0;margin-right:10px;font-size:14px;line-height:30px;color:var(--muted)}
.choices label{cursor:pointer}
.choices input{position:absolute;opacity:0}
.choices span{display:block;padding:3px 13px;border:1px solid var(--rule);border-radius:99px;font-size:14px;line-height:22px}
.choices span:hover{border-color:var(--accent)}
.choices input:checked+span{background:var(--accent);border-color:var(--accent);color:var(--paper)}
.choices input:focus-visible+span{outline:2px solid var(--accent);outline-offset:2px}
.scale{display:flex;align-items:center;font-size:13px;color:var(--muted)}
.scale i{width:20px;height:12px}
.scale span:first-child{margin-right:8px}
.scale span:last-child{margin-left:8px}
${[0, 1, 2, 3, 4, 5, 6, 7].map((q) => `.b${q}{background:var(--q${q})}.s${q} rect{fill:var(--q${q})}.p${q}{stroke:var(--q${q})}.s${q} text{fill:var(--on-${q < 4 ? 'low' : q === 4 ? 'mid' : 'high'})}`).join('')}
.core-view{display:grid;grid-template-columns:minmax(0,1fr) 250px;gap:34px;align-items:start}
.core-view:has(.pixels){display:block}
.chips{display:grid;grid-template-columns:repeat(var(--columns),minmax(0,1fr));gap:22px}
.chip{margin:0;min-width:0}
.chip figcaption{text-align:center;font-size:13px;color:var(--muted);margin-top:4px}
.mesh{display:block;width:100%;max-width:calc(var(--mesh-width)*2px);height:auto;max-height:80vh;overflow:visible}
.links{stroke:var(--tile);fill:none;stroke-width:1.5}
.tiles{fill:var(--surface);stroke:var(--tile)}
.empty{fill:var(--empty)}
.axes text{font-size:8px;fill:var(--muted);text-anchor:middle}
.many .axes text{font-size:13px}
.many .core text{display:none}
.core{cursor:pointer;outline:none}
.core text{font-size:9px;text-anchor:middle;pointer-events:none;font-weight:550}
.core rect{stroke:transparent;stroke-width:2;paint-order:stroke}
.core:hover rect{stroke:var(--muted)}
.core.on rect,.core:focus rect{stroke:var(--pick);stroke-width:4}
.pixels{display:block;width:100%;max-width:640px;max-height:75vh;background:var(--empty);border:1px solid var(--tile)}
.pixels path{stroke-width:1;fill:none;shape-rendering:crispEdges}
aside{border-top:1px solid var(--rule);padding-top:10px;font-size:14px;min-height:330px}
aside h3{margin:0;font-size:18px}
aside p{margin:2px 0 10px;line-height:1.4}
aside dl{margin:0 0 12px}
aside dl div{display:grid;grid-template-columns:1fr auto;padding:5px 0}
aside dt{color:var(--muted)}
aside dd{margin:0}
.use-bar{grid-column:1/-1;height:4px;border-radius:2px;margin-top:3px;background:linear-gradient(var(--accent) 0 0) 0/var(--use) 100% no-repeat var(--rule)}
aside ul{list-style:none;margin:0;padding:0}
aside li{padding:3px 0;border-top:1px solid var(--rule);overflow-wrap:anywhere}`;

const PLOTS = `
.readout{margin:0 0 8px;font-size:14px;color:var(--muted);min-height:1.55em}
.raster{display:grid;grid-template-columns:150px minmax(0,1fr);column-gap:14px}
.bands{list-style:none;margin:0;padding:0;text-align:right}
.bands li{display:flex;flex-direction:column;justify-content:center;overflow:hidden;line-height:1.25;font-size:14px}
.bands b{font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bands small{font-size:12px;white-space:nowrap}
.raster-plot{position:relative;min-width:0}
canvas{display:block;width:100%;cursor:crosshair}
.raster .x-ticks{grid-column:2}
.x-ticks{position:relative;height:22px;font-size:12px;color:var(--muted)}
.x-ticks span{position:absolute;top:5px;transform:translateX(-50%);white-space:nowrap}
.axis-title{margin:0;text-align:right;font-size:12px;color:var(--muted)}
.cursor{position:absolute;top:0;bottom:0;width:1px;background:var(--ink);opacity:.55;pointer-events:none}
figure{margin:0 0 18px;min-width:0}
.chart{margin:0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,310px),1fr));gap:34px 40px}
.chart figcaption{display:flex;justify-content:space-between;gap:12px;flex-wrap:wrap;font-size:14px;margin-bottom:10px}
.chart b{font-weight:600}
.chart output{color:var(--muted)}
.plot{display:grid;grid-template-columns:58px minmax(0,1fr);column-gap:8px}
.y-ticks{position:relative;font-size:12px;color:var(--muted)}
.y-ticks span{position:absolute;right:0;transform:translateY(50%);white-space:nowrap}
.frame{position:relative;height:150px;cursor:crosshair}
.frame svg{display:block;width:100%;height:100%;overflow:visible}
.frame path{vector-effect:non-scaling-stroke}
.grid{stroke:var(--rule);fill:none}
.line{stroke:var(--accent);stroke-width:2;fill:none;stroke-linejoin:round}
.area{fill:var(--accent);opacity:.1}
.dot{position:absolute;width:9px;height:9px;margin:0 0 -4.5px -4.5px;border-radius:50%;background:var(--accent);border:2px solid var(--paper);box-sizing:content-box;margin:0 0 -6.5px -6.5px;pointer-events:none}
.plot .x-ticks{grid-column:2}`;

const NOC = `
${[0, 1, 2, 3, 4, 5, 6, 7].map((q) => `.l${q}{fill:var(--q${q})}`).join('')}
${[1, 3, 5, 7].map((q, i) => `i.t${i}{background:var(--q${q})}`).join('')}
.noc-controls{display:flex;flex-wrap:wrap;gap:14px 32px;align-items:end;justify-content:space-between;margin:0 0 18px}
.noc-time{display:flex;flex-wrap:wrap;align-items:end;gap:4px 14px;flex:1 1 420px;max-width:640px;font-size:14px;line-height:18px}
.noc-time label{color:var(--muted)}
.noc-time div{flex:1 1 180px;min-width:0}
.noc-time output{min-width:9.5em}
.noc-time svg{display:block;width:calc(100% - 16px);height:26px;margin:0 8px;overflow:visible}
.noc-time path{fill:var(--split-h)}
.noc-time path.on{fill:var(--accent)}
input[type=range]{display:block;width:100%;height:18px;margin:0;accent-color:var(--accent);cursor:pointer}
.link-map .axes text{font-size:clamp(6.5px,var(--mesh-width)*.0175px,14px)}
.idle{fill:none;stroke:var(--tile);stroke-width:.6}
.link{cursor:pointer;outline:none;stroke:transparent;stroke-width:2.4;paint-order:stroke;stroke-linejoin:round}
.link.idle{fill:transparent;stroke:var(--tile);stroke-width:.6}
.link:hover{stroke:var(--muted)}
.link.on,.link:focus{stroke:var(--pick)}
#link-details{min-height:250px}
#link-details dt{padding-right:12px}
.worst-links{margin-top:26px}
.worst-links :is(th,td){white-space:nowrap}
.histogram{margin-top:34px}
.histogram .plot{margin-top:30px}
.histogram .frame{height:170px}
.columns{fill:var(--accent)}
.quantile{position:absolute;top:-20px;bottom:0;border-left:1px dashed var(--muted);font-style:normal;font-size:12px;line-height:16px;white-space:nowrap;pointer-events:none}
.quantile span{position:absolute;left:5px}
.quantile .before{left:auto;right:5px}`;

const TABLES = `
.split{margin-bottom:8px}
.split-bar{display:flex;height:22px;gap:2px;border-radius:4px;overflow:hidden}
.split-bar i{flex-basis:0;min-width:1px}
i.d{background:var(--accent)}i.s{background:var(--split-s)}i.h{background:var(--split-h)}
.split dl{display:flex;flex-wrap:wrap;gap:6px 34px;margin:12px 0 0}
.split dt{font-size:13.5px;color:var(--muted)}
.split dt i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:7px}
.split dd{margin:0;font-weight:600}
.split .note{font-size:13px;font-weight:400;line-height:1.4;color:var(--muted)}
.table{overflow-x:auto;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
.table.tall{max-height:560px;overflow-y:auto}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.45}
th,td{padding:7px 18px 7px 0;text-align:left;vertical-align:top;border-top:1px solid var(--rule)}
thead th{border-top:0;font-size:13px;font-weight:500;color:var(--muted);white-space:nowrap;vertical-align:bottom}
.tall thead th{position:sticky;top:0;background:var(--paper);box-shadow:0 1px var(--rule)}
tbody tr:first-child>*{border-top:0}
tbody th{font-weight:600;min-width:11ch;max-width:28ch;overflow-wrap:anywhere}
#network td{white-space:nowrap}
#network td.wrap{white-space:normal;min-width:11ch}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}
.zero{color:var(--zero)}
.kinds th:first-child{min-width:210px;width:26%}
.kinds .source{font-size:13px;color:var(--muted);min-width:250px;max-width:44ch;overflow-wrap:anywhere}
.kinds .none>*{color:var(--muted)}
.bar{display:block;height:7px;margin-top:5px;background:var(--faint);border-radius:2px}
.bar i{display:block;height:100%;background:var(--accent);border-radius:2px;min-width:1px}
.none .bar{display:none}
.basis{display:inline-block;padding:0 7px;border:1px solid var(--rule);border-radius:99px;font-size:11.5px;font-weight:500;line-height:18px;color:var(--muted)}
.basis.measured{border-color:var(--accent);color:var(--accent)}
.basis.assumed{border-color:var(--bad);color:var(--bad)}
.bars{list-style:none;margin:12px 0 0;padding:0;font-size:14px}
.bars li{display:grid;grid-template-columns:76px minmax(70px,150px) minmax(0,1fr) 76px 62px;gap:14px;align-items:center;padding:4px 0}
.bars b{font-weight:600;white-space:nowrap}
.bars .bar{margin:0}
.bars .names{color:var(--muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bars .share{color:var(--muted)}
.filter{display:inline-block;margin:-8px 0 12px;font-size:14px;cursor:pointer}
.only-wrong tbody tr:not(.wrong){display:none}
.wrong>*{background:var(--bad-soft)}
.wrong th:first-child{box-shadow:inset 3px 0 var(--bad)}
#outputs tbody th,#outputs thead th:first-child{padding-left:12px;font-weight:500}
#outputs td:last-child,#outputs th:last-child{padding-right:12px}
.mark{color:var(--bad);font-size:12px;margin-right:6px}
.notes{list-style:none;margin:0;padding:0}
.notes li{display:grid;grid-template-columns:230px minmax(0,1fr);gap:4px 24px;padding:10px 0;border-top:1px solid var(--rule)}
.notes p{margin:0;max-width:75ch;overflow-wrap:anywhere}
code{font:13px/1.7 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;color:var(--muted);overflow-wrap:anywhere}
.notes.bad code{color:var(--bad)}
.sources{margin:0;padding-left:22px}
.sources>li{padding:6px 0 12px}
.sources p{margin:0;max-width:85ch;overflow-wrap:anywhere}
.sources ul{list-style:none;margin:4px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:3px 22px;font-size:14px;color:var(--muted)}
.totals{columns:3 270px;column-gap:44px;margin:20px 0 0}
.totals div{break-inside:avoid;display:flex;justify-content:space-between;gap:18px;padding:6px 0;border-top:1px solid var(--rule);font-size:14px}
.totals dt{color:var(--muted);white-space:nowrap}
.totals dd{margin:0;text-align:right;overflow-wrap:anywhere;min-width:0}`;

const NARROW = `
@media (max-width:820px){.core-view{grid-template-columns:minmax(0,1fr);gap:20px}.chips{grid-template-columns:minmax(0,1fr)}aside,#link-details{min-height:0}}
@media (max-width:620px){
main,nav div{padding-left:18px;padding-right:18px}
header{padding-top:36px}
section{padding-top:52px}
.figures{grid-template-columns:repeat(2,minmax(0,1fr));gap:22px 18px;margin-top:30px}
.figures .value{font-size:26px}
.core text{display:none}
.axes text{font-size:13px}
.link-map .axes text{font-size:clamp(9px,var(--mesh-width)*.03px,18px)}
.x-ticks .minor{display:none}
.noc-time div{order:1;flex-basis:100%}
.noc-time output{flex:1;text-align:right}
.worst-links :is(th,td){padding-right:12px}
.core-controls{gap:12px}
.choices legend{float:none;width:100%;line-height:24px}
.raster{grid-template-columns:82px minmax(0,1fr);column-gap:8px}
.bands small{font-size:11px}
.bands b{font-size:13px}
.bars li{grid-template-columns:62px minmax(0,1fr) 70px 56px;gap:0 10px;padding:7px 0}
.bars .names{order:5;grid-column:1/-1;font-size:13px}
.notes li{grid-template-columns:minmax(0,1fr)}

.verdicts li{grid-template-columns:minmax(0,1fr)}
.figures .long{font-size:21px;line-height:1.55}
.kinds,.kinds tbody{display:block}
.kinds thead{display:none}
.kinds tr{display:grid;grid-template-columns:auto auto 1fr;gap:2px 14px;padding:9px 0;border-top:1px solid var(--rule)}
.kinds tbody tr:first-child{border-top:0}
.kinds th,.kinds td{padding:0;border:0}
.kinds th:first-child,.kinds .source{grid-column:1/-1;width:auto;max-width:none;min-width:0}
.kinds .n{text-align:left}
.kinds td:nth-child(4){color:var(--muted)}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@page{margin:16mm}
@media print{
nav,.skip,.filter,.noc-time,.core-controls .choices{display:none}
body{font-size:11pt;background:#fff}
main{max-width:none;padding:0}
header{padding-top:0}
section{padding-top:30px}
h2,h3{break-after:avoid}
.table,.table.tall{max-height:none;overflow:visible}
table{font-size:9pt}
th,td{padding-right:9px;white-space:normal}
.chart,.raster,.core-view,tr,.notes li{break-inside:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}`;

/** The whole sheet; colours follow the system unless `data-theme` on the root says otherwise. */
export const STYLE: string = `
:root{color-scheme:light;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${DARK}}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
@media print{:root:root:root{color-scheme:light;${LIGHT}}}
${PAGE}${HEAD}${CORES}${PLOTS}${NOC}${TABLES}${NARROW}
`;
