/** A run folder: summary, resolved configuration, spikes, per-step table, trace and probes. */
import { join } from 'node:path';
import { stepEnergiesPj } from '../../emulator/account.ts';
import { coresPerChip } from '../model/chip.ts';
import type { Summary } from '../model/report.ts';
import type { SampleTrace } from '../model/trace.ts';
import { encodeTrace } from '../program-file/trace-file.ts';
import { writeNpy } from '../readers/npy.ts';
import { writeWhole } from './files.ts';
import type { ChipRun, RunAccount } from './run-record.ts';

/** Writes all files, each under a temporary name first; `summary.json` last, so that its presence means a whole folder. */
export function writeRunFolder(
  folder: string,
  run: ChipRun,
  account: RunAccount,
  summary: Summary,
  config: unknown,
): void {
  writeWhole(join(folder, 'config.resolved.json'), `${JSON.stringify(config, null, 2)}\n`);
  writeWhole(join(folder, 'spikes.csv'), spikesCsv(run));
  writeWhole(join(folder, 'perf.csv'), perfCsv(run, account));
  writeWhole(join(folder, 'trace.loomtrace'), encodeTrace(run.image, run.traces));
  for (const trace of run.traces) writeProbes(folder, run, trace);
  writeWhole(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
}

/** Chip time of a spike is the end of its step; 0 without a time model. */
function spikesCsv(run: ChipRun): string {
  const { populations } = run.image.header;
  const lines = ['sample,step,time_ps,population,index'];
  for (const trace of run.traces) {
    const ends = cumulative(trace.steps.stepPs);
    const { steps, populations: owners, indices } = trace.spikes!;
    for (let k = 0; k < steps.length; k++) {
      const name = csvField(populations[owners[k]!]!.name);
      lines.push(`${csvField(trace.sample)},${steps[k]},${ends[steps[k]!]},${name},${indices[k]}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function perfCsv(run: ChipRun, account: RunAccount): string {
  const lines = ['sample,step,fired,updated,packets,hops,synaptic_events,step_ns,energy_pj'];
  run.traces.forEach((trace, k) => {
    const energiesPj = stepEnergiesPj(trace, account.times[k]!, account.context);
    const { fired, updated, packets, hops, synapticEvents, stepPs } = trace.steps;
    for (let step = 0; step < trace.stepsRun; step++) {
      lines.push(
        `${csvField(trace.sample)},${step},${fired[step]},${updated[step]},${packets[step]},${hops[step]},${synapticEvents[step]},${stepPs[step]! / 1000},${energiesPj[step]}`,
      );
    }
  });
  return `${lines.join('\n')}\n`;
}

function writeProbes(folder: string, run: ChipRun, trace: SampleTrace): void {
  for (const probe of trace.probes ?? []) {
    const { name, size, scale, offset, level } = run.image.header.populations[probe.population]!;
    const file = `probe-${fileName(trace.sample)}-${fileName(name)}-${probe.variable}`;
    writeWhole(join(folder, `${file}.npy`), writeNpy(probe.values, [trace.stepsRun, size]));
    const axes = {
      sample: trace.sample,
      population: name,
      variable: probe.variable,
      axes: ['chip step', 'neuron'],
      unit: 'register',
      scale,
      offset,
      level,
    };
    writeWhole(join(folder, `${file}.json`), `${JSON.stringify(axes, null, 2)}\n`);
  }
}

function cumulative(stepPs: Float64Array): Float64Array {
  let sum = 0;
  return stepPs.map((ps) => (sum += ps));
}

function csvField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
}

/** What made the run, with every default filled in. */
export function resolvedConfig(
  run: ChipRun,
  command: string,
  options: object,
): Record<string, unknown> {
  const { header } = run.image;
  return {
    command,
    options,
    network: { name: header.networkName, sha256: header.sourceSha256 },
    chip: {
      name: header.profile.name,
      sha256: header.profileSha256,
      parameterSet: header.parameterSet,
      coresPerChip: coresPerChip(header.profile),
    },
    dtS: header.dtS,
    partitioner: header.partitioner,
    placer: header.placer,
  };
}
