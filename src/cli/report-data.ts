/** The data behind the report page: the summary plus columns per core, step and spike. */
import {
  coreEnergiesPj,
  ENERGY_GROUPS,
  kindTotals,
  stepEnergiesPj,
} from '../../emulator/account.ts';
import { KIND } from '../../emulator/event-index.ts';
import { nocModelOf } from '../../emulator/noc-model.ts';
import { corePosition, EVENT_KINDS, type EventKind, eventKindsOf } from '../model/chip.ts';
import { coreUseLimits } from '../model/mapping.ts';
import type { ReportCore, ReportData, ReportEnergyLine, Summary } from '../model/report.ts';
import type { SampleTrace } from '../model/trace.ts';
import { plannedLinks } from './planned-links.ts';
import { runSensitivity } from './pricing/run-sensitivity.ts';
import type { ChipRun, RunAccount } from './run-record.ts';
import { reportNoc } from './summarize-noc.ts';

const SPIKES_SHOWN_MAX = 60_000;

const LABELS: Readonly<Record<EventKind, string>> = {
  synapseDense: 'synaptic operation, dense list',
  synapseSparse: 'synaptic operation, sparse list',
  synapseConv: 'synaptic operation, shared kernel',
  neuronAccess: 'compartment visited',
  neuronUpdate: 'compartment updated',
  neuronSpike: 'compartment fired',
  learningUpdate: 'synapse updated by its learning rule',
  axonOut: 'axon out',
  axonIn: 'axon in',
  packetWithinTile: 'packet within a tile',
  hopEastWest: 'hop east-west',
  hopNorthSouth: 'hop north-south',
  hopBetweenChips: 'hop between chips',
  barrier: 'barrier',
  camMatch: 'CAM word matched',
  hopBetweenTiers: 'spike through a TSV',
  supplyCharge: 'bias current of analog circuits, fC',
};

export function reportData(run: ChipRun, account: RunAccount, summary: Summary): ReportData {
  const { header } = run.image;
  const { grid, coreTypes } = header.profile;
  const { limits } = coreTypes[0]!;
  return {
    summary,
    chip: {
      title: header.profile.title,
      tilesX: grid.tilesX,
      tilesY: grid.tilesY,
      coresPerTile: grid.coresPerTile,
      chipsUsed: header.chipsUsed,
      parameterSetTitle: run.set.title,
      limits: coreUseLimits(limits),
    },
    cores: reportCores(run),
    populations: header.populations.map(({ name, shape, size, level, input, output }, p) => ({
      name,
      shape,
      size,
      level,
      input,
      output,
      cores: run.image.cores.flatMap((core) =>
        core.slices.some(({ population }) => population === p) ? [core.core] : [],
      ),
      spikes: run.traces.reduce((all, trace) => all + trace.spikesByPopulation[p]!, 0),
    })),
    projections: header.projections,
    energyByKind: energyLines(run, account),
    noc: routedLinks(run),
    sensitivity: runSensitivity(run, account),
    shown: run.traces[0] ? shownSample(run, run.traces[0], account) : null,
  };
}

function routedLinks(run: ChipRun): ReportData['noc'] {
  const { image, set, traces } = run;
  const routed = traces.flatMap(({ noc }) => (noc ? [noc] : []));
  if (routed.length === 0) return plannedLinks(run);
  const stepCount = traces.reduce((most, { stepsRun }) => Math.max(most, stepsRun), 0);
  const noc = nocModelOf(image.header.profile, set, image.header.chipsUsed);
  return reportNoc(routed, noc, stepCount);
}

function reportCores(run: ChipRun): ReportCore[] {
  const { image, traces } = run;
  const energiesPj = coreEnergiesPj(traces, run.set);
  const countOf = (core: number, kinds: readonly EventKind[]): number =>
    traces.reduce(
      (all, trace) =>
        all +
        kinds.reduce(
          (sum, kind) =>
            sum + trace.coreCounts[core * EVENT_KINDS.length + EVENT_KINDS.indexOf(kind)]!,
          0,
        ),
      0,
    );
  return image.cores.map((core, c) => ({
    core: core.core,
    ...corePosition(image.header.profile, core.core),
    use: core.use,
    energyPj: energiesPj[c] ?? 0,
    spikes: countOf(c, ['neuronSpike']),
    synapticEvents: countOf(c, ['synapseDense', 'synapseSparse', 'synapseConv']),
    populations: core.slices.map(({ population, slotBegin, slotEnd }) => ({
      name: image.header.populations[population]!.name,
      neurons: slotEnd - slotBegin,
    })),
  }));
}

function energyLines(run: ChipRun, account: RunAccount): ReportEnergyLine[] {
  const { set, traces } = run;
  const counts = new Float64Array(EVENT_KINDS.length);
  for (const trace of traces) {
    for (const [k, count] of kindTotals(trace).entries()) counts[k]! += count;
  }
  const lines = eventKindsOf(set).map((kind): ReportEnergyLine => {
    const { value, source, basis } = set.energyPj[kind];
    const count = counts[KIND[kind]]!;
    return {
      kind: ENERGY_GROUPS[kind],
      label: LABELS[kind],
      count,
      eachPj: value,
      totalPj: count * value,
      source,
      basis,
    };
  });
  const elapsedNs = account.times.reduce((all, time) => all + time.elapsedNs, 0);
  for (const [rail, mw] of Object.entries(set.staticMw)) {
    const totalPj = mw.value * elapsedNs * account.context.chipsUsed;
    lines.push(powerLine('static', `static power, rail ${rail} (${mw.value} mW)`, totalPj, mw));
  }
  const { host } = set;
  const hostPj = account.energies.reduce((all, energy) => all + energy.hostPj, 0);
  lines.push(
    powerLine(
      'host',
      `host processor and I/O (${host.processorMw.value} mW)`,
      hostPj,
      host.processorMw,
    ),
  );
  return lines;
}

function powerLine(
  kind: string,
  label: string,
  totalPj: number,
  cited: { readonly source: string; readonly basis: ReportEnergyLine['basis'] },
): ReportEnergyLine {
  return {
    kind,
    label,
    count: null,
    eachPj: null,
    totalPj,
    source: cited.source,
    basis: cited.basis,
  };
}

function shownSample(run: ChipRun, trace: SampleTrace, account: RunAccount): ReportData['shown'] {
  const { steps, neurons, total } = shownSpikes(run, trace);
  return {
    sample: trace.sample,
    stepNs: Array.from(trace.steps.stepPs, (ps) => ps / 1000),
    energyPj: Array.from(stepEnergiesPj(trace, account.times[0]!, account.context)),
    fired: Array.from(trace.steps.fired),
    spikeSteps: steps,
    spikeNeurons: neurons,
    spikesOmitted: total - steps.length,
  };
}

/** Input events and spikes of one sample; neurons count through the populations in order. */
function shownSpikes(
  run: ChipRun,
  trace: SampleTrace,
): { steps: number[]; neurons: number[]; total: number } {
  const { populations } = run.image.header;
  const begins: number[] = [];
  let neuron = 0;
  for (const { size } of populations) {
    begins.push(neuron);
    neuron += size;
  }
  const inputNeurons = populations.flatMap(({ input, size }, p) =>
    input ? Array.from({ length: size }, (_, k) => begins[p]! + k) : [],
  );
  const { spikes } = trace;
  const events = run.shownInput;
  const [steps, neurons]: [number[], number[]] = [[], []];
  const total = (events?.steps.length ?? 0) + (spikes?.steps.length ?? 0);
  for (let k = 0; k < (events?.steps.length ?? 0) && steps.length < SPIKES_SHOWN_MAX / 2; k++) {
    steps.push(events!.steps[k]!);
    neurons.push(inputNeurons[events!.indices[k]!]!);
  }
  for (let k = 0; k < (spikes?.steps.length ?? 0) && steps.length < SPIKES_SHOWN_MAX; k++) {
    steps.push(spikes!.steps[k]!);
    neurons.push(begins[spikes!.populations[k]!]! + spikes!.indices[k]!);
  }
  return { steps, neurons, total };
}
