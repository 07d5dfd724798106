/** The flags that commands share, with their help and defaults; `run-options.ts` checks what they are given. */
import type { Command } from 'commander';
import { Option } from 'commander';

export const DEFAULT_DT_S = 1e-3;
/** Kept equal to the list of compiler/arithmetic.ts by a test; the help must not load the compiler. */
export const ARITHMETIC_NAMES: readonly string[] = ['lava', 'brian2loihi', 'nengoloihi', 'sanafe'];

export const DEFAULT_SEED = '1';
export const DEFAULT_CALIBRATE_SAMPLES = 10;

/** How dense frames become input. */
export type Coding = 'rate' | 'latency' | 'current';

/** Adds input options: what is fed in and how it is binned. `dtDefault` says in words which dt is taken. */
export function addInputOptions(
  command: Command,
  codings: readonly Coding[],
  dtDefault: string = String(DEFAULT_DT_S),
): Command {
  command
    .option(
      '--input <path>',
      'event file, spike CSV, .npy/.npz, or a folder of samples (default: silence)',
    )
    .option('--labels <file>', "JSON object or CSV `sample,label` (default: the input file's own)")
    .option('--samples <n>', 'use the first n samples (default: all)');
  return addReadingOptions(command, codings, dtDefault).addOption(
    new Option('--between-samples <b>', 'state between samples')
      .choices(['reset', 'continue'])
      .default('reset'),
  );
}

/** Adds options on how recordings become steps. */
export function addReadingOptions(
  command: Command,
  codings: readonly Coding[],
  dtDefault: string = String(DEFAULT_DT_S),
): Command {
  return command
    .option('--steps <n>', 'input steps per sample (default: the longest recording)')
    .option('--dt <seconds>', `length of a step (default: ${dtDefault})`)
    .addOption(
      new Option('--bin-origin <o>', 'time 0 of a recording')
        .choices(['first', 'zero'])
        .default('first'),
    )
    .addOption(
      new Option('--bin-rounding <r>', 'time to step')
        .choices(['floor', 'nearest-even'])
        .default('floor'),
    )
    .addOption(
      new Option('--bin-value <v>', 'several events in one bin')
        .choices(['count', 'binary', 'error'])
        .default('count'),
    )
    .addOption(
      new Option('--coding <c>', 'how dense frames become input').choices(codings).default('rate'),
    )
    .option('--gain <x>', 'factor on frame values before coding (default: 1)');
}

/** Adds options on how weights get their scale and rounding. */
export function addCalibrationOptions(command: Command): Command {
  return command
    .option(
      '--calibrate <path>',
      'choose scales and roundings by running samples, read as --input would be (default: none)',
    )
    .option(
      '--calibrate-samples <n>',
      `calibrate on up to the first n (default: ${DEFAULT_CALIBRATE_SAMPLES})`,
    )
    .addOption(
      new Option(
        '--calibration <c>',
        'max-abs (default), mse: clip for the least squared error, search (default with --calibrate)',
      ).choices(['max-abs', 'mse', 'search']),
    );
}

/** Adds options on how equations become steps. */
export function addModelOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--reset <kind>', 'voltage after a spike')
        .choices(['zero', 'subtract'])
        .default('zero'),
    )
    .option('--v-min <v>', 'lower clamp of the voltage (default: none)')
    .addOption(
      new Option('--spike-charge <c>', 'size of a one-step spike')
        .choices(['auto', 'current', 'charge'])
        .default('auto'),
    )
    .addOption(
      new Option('--current-order <o>', 'synaptic current that the membrane sees')
        .choices(['new', 'old'])
        .default('new'),
    );
}

/** What `map` and `compile` place for; kept equal to the list of compiler/place by a test. */
export const PLACE_FOR_NAMES: readonly string[] = ['hops', 'worst-link', 'multicast'];

export function placeForOption(): Option {
  return new Option(
    '--place-for <goal>',
    'few hops (default), a light busiest link, or few links of multicast trees',
  ).choices(PLACE_FOR_NAMES);
}

/** Adds options of the mapping. */
export function addMappingOptions(command: Command): Command {
  return command
    .option(
      '--partitioner <name>',
      'how neurons find cores: auto (default), structured, multilevel, greedy, sequential, balanced (default of --remap)',
    )
    .addOption(
      new Option('--effort <level>', 'how long to search for a mapping (default: normal)').choices([
        'fast',
        'normal',
        'best',
      ]),
    )
    .addOption(
      new Option(
        '--activity <a>',
        'spikes that a mapping is made for: of the first samples (measured: default where there are any), or of all neurons alike',
      ).choices(['measured', 'uniform']),
    )
    .option(
      '--placer <name>',
      'how parts find cores: anneal (default), bisect, spectral, row-major, snake',
    )
    .addOption(placeForOption())
    .option(
      '--constraints <file>',
      'YAML file: neurons pinned to cores, cores and links to avoid, who is together or apart (default: none)',
    )
    .option('--remap', 'map anew a network that brings its mapping (files of SANA-FE)')
    .option('--chips <n>', 'chips that may be used (default: 1)')
    .option(
      '--weight-bits <n>',
      'bits of a weight, sign included (default: 8, or the most that an analog chip has)',
    )
    .option('--emulate-reset', 'allow a subtract reset by a self-synapse, one step late')
    .option(
      '--time-scale <s>',
      'on analog chips, network seconds per chip second: auto (default), real, or a number',
    )
    .addOption(
      new Option(
        '--leak-match <m>',
        "analog leaks have the network's slope at rest, or take its charge over the swing",
      )
        .choices(['slope', 'swing'])
        .default('slope'),
    )
    .addOption(
      new Option('--tiers <t>', 'which neurons of a stack stand on which tier')
        .choices(['optimize', 'sequential', 'spread'])
        .default('optimize'),
    )
    .option('--compensate-tsv', 'raise the currents of membranes that cross tiers')
    .option(
      '--split-neurons',
      'cut neurons that no core holds: partial sums for inputs, copies for outputs',
    )
    .addOption(
      new Option(
        '--arithmetic <mode>',
        `the chip's integer semantics (default: ${ARITHMETIC_NAMES[0]})`,
      ).choices(ARITHMETIC_NAMES),
    )
    .option('--params <set>', "parameter set of the profile (default: the profile's own)");
}

/** Adds options of an emulated run. */
export function addEmulationOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--timing <t>',
        'time model: critical path of each step, routes that fill up (detailed), or every packet through the routers (cycle)',
      )
        .choices(['none', 'analytic', 'detailed', 'cycle'])
        .default('analytic'),
    )
    .option(
      '--trace-packets <file>',
      'with --timing cycle: a CSV row for each packet and destination',
    )
    .addOption(
      new Option('--pace <p>', 'next step at once, or at least dt per step')
        .choices(['fast', 'realtime'])
        .default('fast'),
    )
    .option(
      '--probe <pop:var>',
      'record u or v of a population in the run folder; may be given again',
      (text: string, earlier: string[] | undefined) => [...(earlier ?? []), text],
    )
    .option('--early-exit <rule>', 'leave a sample once its winner leads, e.g. margin=5')
    .option(
      '--budget <limits>',
      'exit 1 beyond limits, e.g. energy=1uJ,latency=5ms,power=100mW,cores=4,accuracy=0.97',
    )
    .option('--report <file>', 'write a self-contained report page');
}

/** Adds options of chips whose devices differ. */
export function addAnalogOptions(command: Command): Command {
  return command
    .option('--temperature <t>', 'of an analog chip, e.g. 27C or 300K (default: its reference)')
    .option('--instance <n>', 'run on the analog chip of this serial number, whose devices differ')
    .option(
      '--instances <n>',
      'run all samples again on so many chips: spread of accuracy and rates',
    )
    .option('--vias <list>', 'accuracy with more vias on each membrane, e.g. 0,1,2,4,8')
    .option(
      '--mismatch <list>',
      "with --instances: accuracy at multiples of the profile's mismatch, e.g. 0,0.5,1,2",
    );
}

/** Adds the seed, for commands that start from a network. */
export function addSeedOption(command: Command): Command {
  return command.option('--seed <text>', `seed of everything random (default: ${DEFAULT_SEED})`);
}

/** Adds options every command has that yields a summary. */
export function addResultOptions(command: Command): Command {
  return command
    .option('--workers <n>', 'threads over samples (default: by the number of samples)')
    .option('--out <dir>', 'write a run folder')
    .option('--spikes-nir <file>', 'write the spikes by network step as NIRData (HDF5)')
    .option('--json', 'print summary.json on stdout and nothing else')
    .option(
      '--stable',
      'with --json, --out or --report: leave out what differs between equal runs',
    );
}
