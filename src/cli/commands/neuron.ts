import { loadProfile } from '../../../chip-profiles/load.ts';
import { InputError } from '../../support/errors.ts';
import { checkWritable, writeWhole } from '../files.ts';
import { checkWithSpice, type SpiceCheck } from '../neuron/check-spice.ts';
import { studyFi } from '../neuron/fi.ts';
import { studyMismatch } from '../neuron/mismatch.ts';
import type { NeuronOptions, StudyKind } from '../neuron/options.ts';
import { renderPlot } from '../neuron/plot.ts';
import { circuitOf, decodeSetup, type NeuronSetup, setUpNeuron } from '../neuron/setup.ts';
import { spiceNetlist } from '../neuron/spice.ts';
import type { Study } from '../neuron/study.ts';
import { csvText, tableDocument } from '../neuron/table.ts';
import { studyTemperature } from '../neuron/temperature-sweep.ts';
import { renderNeuronText } from '../neuron/text.ts';
import { studyTrace } from '../neuron/trace.ts';
import { studyTsv } from '../neuron/tsv-sweep.ts';

const STUDIES: Readonly<Record<StudyKind, (setup: NeuronSetup, options: NeuronOptions) => Study>> =
  {
    fi: studyFi,
    trace: studyTrace,
    tsv: studyTsv,
    temperature: studyTemperature,
    mismatch: studyMismatch,
  };

/** `neuron PROFILE`: one analog neuron of a profile alone, without a network. Exit 1 where ngspice disagrees. */
export async function neuronCommand(profileName: string, options: NeuronOptions): Promise<number> {
  const kind = kindOf(options);
  checkTogether(kind, options);
  const { profile } = loadProfile(profileName);
  const setup = setUpNeuron(profile, options);
  for (const path of [options.svg, options.csv, options.spice]) {
    if (path !== undefined) checkWritable(path, 'file');
  }
  const netlist = options.spice === undefined ? null : spiceNetlist(setup);
  const study = kind === null ? null : STUDIES[kind](setup, options);
  const check = options.checkSpice ? checkWithSpice(setup) : null;
  if (netlist !== null) writeWhole(options.spice!, netlist);
  if (study !== null && options.svg !== undefined) {
    writeWhole(options.svg, renderPlot({ ...study.plot, subtitle: subtitleOf(setup) }));
  }
  if (study !== null && options.csv !== undefined) {
    writeWhole(options.csv, csvText(study.samples ?? study.table));
  }
  process.stdout.write(
    options.json
      ? `${JSON.stringify(documentOf(setup, study, check), null, 2)}\n`
      : renderNeuronText(setup, study, check, process.stdout.isTTY ?? false),
  );
  return check === null || check.agrees ? 0 : 1;
}

/** The study that was asked for, null where only a netlist was. */
function kindOf(options: NeuronOptions): StudyKind | null {
  const asked = (Object.keys(STUDIES) as StudyKind[]).filter((kind) => options[kind] === true);
  if (asked.length > 1) {
    throw new InputError('E_USAGE', `--${asked[0]} and --${asked[1]}: choose one of them.`);
  }
  if (asked.length === 1) return asked[0]!;
  if (options.spice !== undefined || options.checkSpice) return null;
  const text =
    options.temperature === undefined ? '' : ' (--temperature with a value only sets it)';
  throw new InputError(
    'E_USAGE',
    `choose what to look at: --fi, --trace, --tsv, --temperature or --mismatch, or write a netlist with --spice FILE.cir${text}.`,
  );
}

/** Options that have no use with the study. */
function checkTogether(kind: StudyKind | null, options: NeuronOptions): void {
  const sweeps = ['from', 'to', 'points'] as const;
  const given = sweeps.find((name) => options[name] !== undefined);
  const clashes: readonly (readonly [boolean, string])[] = [
    [
      given !== undefined && (kind === null || kind === 'mismatch'),
      `--${given} has no use without a sweep (--fi, --trace, --tsv or --temperature).`,
    ],
    [
      kind === null && (options.svg !== undefined || options.csv !== undefined),
      '--svg and --csv need a study, such as --fi.',
    ],
    [
      kind !== 'mismatch' && (options.instances ?? options.neurons) !== undefined,
      '--instances and --neurons belong to --mismatch; one chip is --instance N.',
    ],
    [
      kind === 'mismatch' && (options.instance ?? options.neuron) !== undefined,
      '--mismatch looks at many chips: leave out --instance and --neuron.',
    ],
    [
      options.neuron !== undefined && options.instance === undefined,
      '--neuron is a number on a chip: give --instance N too.',
    ],
  ];
  for (const [clash, message] of clashes) if (clash) throw new InputError('E_USAGE', message);
}

function subtitleOf({ profile, choices }: NeuronSetup): string {
  const parts = choices.map(({ register, code }) => `${register} ${code ?? 'exact'}`);
  return `${profile.name}: ${parts.join(', ')}`;
}

function documentOf(setup: NeuronSetup, study: Study | null, check: SpiceCheck | null): unknown {
  const { capacitanceF, tsvF, staticA } = decodeSetup(setup);
  const circuit = circuitOf(setup);
  return {
    kind: 'spikeloom-neuron',
    profile: setup.profile.name,
    coreType: setup.coreType,
    temperatureK: setup.temperatureK ?? setup.core.temperature.referenceK.value,
    seed: setup.seed,
    instance: setup.chip?.instance ?? null,
    neuron: setup.index,
    registers: setup.registers,
    choices: setup.choices,
    circuit: { ...circuit, capacitanceF, tsvF, staticA, supplyV: setup.supplyV },
    study: study && {
      kind: study.kind,
      columns: tableDocument(study.samples ?? study.table),
      ...study.figures,
      notes: study.notes,
    },
    spice: check,
  };
}
