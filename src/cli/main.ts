/** The command line: parse and dispatch. Each command is loaded only when it is called. */
import { Command, CommanderError, Option } from 'commander';
import { InputError, nearestWord, renderError, SpikeloomError } from '../support/errors.ts';
import { asMemoryError } from './memory-error.ts';
import {
  addAnalogOptions,
  addCalibrationOptions,
  addEmulationOptions,
  addInputOptions,
  addMappingOptions,
  addModelOptions,
  addReadingOptions,
  addResultOptions,
  addSeedOption,
  placeForOption,
} from './run-flags.ts';
import { renderUsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

const JSON_HELP = 'print one JSON document on stdout and nothing else';

const AFTER_HELP = `
Examples:
  spikeloom run net.nir --chip loihi1 --input samples/ --labels labels.csv
  spikeloom compile net.nir --chip loihi1 -o net.loom && spikeloom emulate net.loom --steps 100
  spikeloom run net.nir --chip loihi1 --input data.npz --compare --out run1 --report run1.html

Networks: NIR (.nir), lava's netx (.net), Spikeloom's own (.yaml, .json; see examples/networks).

Exit codes: 0 good; 1 does not fit, check, compare, budget or diff failed; 2 usage or bad input;
70 internal error; 130 interrupted before anything was finished.`;

/** Runs one command line and returns its exit code; nothing is thrown. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // The help that answers a bare `spikeloom` is printed already; it is no message of its own.
      if (error.code !== 'commander.help')
        process.stderr.write(`${renderUsageError(error, argv, program)}\n`);
      return 2;
    }
    const known = asMemoryError(error) ?? error;
    process.stderr.write(`${renderError(known)}\n`);
    return known instanceof SpikeloomError ? known.exitCode : 70;
  }
}

function createProgram(done: Done): Command {
  const program = new Command('spikeloom')
    .description('Maps spiking networks onto neuromorphic chips and emulates them, off hardware.')
    .version(VERSION)
    .addHelpText('after', AFTER_HELP);
  addRun(program, done);
  addCompile(program, done);
  addEmulate(program, done);
  addSimulate(program, done);
  addArithmetic(program, done);
  addCheck(program, done);
  addDiff(program, done);
  addPrice(program, done);
  addMap(program, done);
  addNoc(program, done);
  addNeuron(program, done);
  addChips(program, done);
  addInspect(program, done);
  quieten(program);
  return program;
}

/** Errors are thrown, never printed or exited on, by commands and their subcommands alike. */
function quieten(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const inner of command.commands) quieten(inner);
}

type Done = (exitCode: number) => void;

function addRun(program: Command, done: Done): void {
  const command = program
    .command('run <network>')
    .description('compile, emulate, account, report')
    .requiredOption('--chip <name-or-file>', 'chip profile, see `spikeloom chips`');
  addInputOptions(command, ['rate', 'latency']);
  addModelOptions(command);
  addMappingOptions(command);
  addCalibrationOptions(command);
  addAnalogOptions(addEmulationOptions(command));
  command.option(
    '--compare',
    'hold the emulated spikes against an integer reference, and that against float64',
  );
  addSeedOption(command);
  addResultOptions(command).action(async (network, options) => {
    const { runCommand } = await import('./commands/run.ts');
    done(await runCommand(network, options));
  });
}

function addCompile(program: Command, done: Done): void {
  const command = program
    .command('compile <network>')
    .description('map only: which cores, how full, what was lost')
    .requiredOption('--chip <name-or-file>', 'chip profile, see `spikeloom chips`')
    .option('-o, --output <image>', 'write a program image (.loom)')
    .option(
      '--stop-after <pass>',
      'print what a pass left, as JSON: normalize, schedule, quantize, partition, place or route',
    )
    .option('--explain', 'print the use of every core against its limits')
    .option('--warm <image>', "start from an earlier image's mapping, and say what moved")
    .option('--quantized-nir <file>', 'write the network that the chip computes, as NIR');
  addCalibrationOptions(command);
  addReadingOptions(command, ['rate', 'latency']);
  addModelOptions(command);
  addMappingOptions(command);
  addSeedOption(command)
    .option('--json', JSON_HELP)
    .action(async (network, options) => {
      const { compileCommand } = await import('./commands/compile.ts');
      done(await compileCommand(network, options));
    });
}

function addEmulate(program: Command, done: Done): void {
  const command = program
    .command('emulate <image>')
    .description('run a program image')
    .option('--params <set>', "parameter set of the image's profile (default: the image's own)");
  addInputOptions(command, ['rate', 'latency'], "the image's own; another one is refused");
  addAnalogOptions(addEmulationOptions(command));
  command.option('--seed <text>', "seed of everything random (default: the image's own)");
  addResultOptions(command).action(async (image, options) => {
    const { emulateCommand } = await import('./commands/emulate.ts');
    done(await emulateCommand(image, options));
  });
}

function addSimulate(program: Command, done: Done): void {
  const command = program
    .command('simulate <network>')
    .description("the network's own equations in float64, no chip");
  addInputOptions(command, ['rate', 'latency', 'current']);
  addModelOptions(command);
  addSeedOption(command);
  addResultOptions(command).action(async (network, options) => {
    const { simulateCommand } = await import('./commands/simulate.ts');
    done(await simulateCommand(network, options));
  });
}

function addArithmetic(program: Command, done: Done): void {
  const command = program
    .command('arithmetic <network>')
    .description('what changes between the integer semantics of public Loihi emulators')
    .option('--chip <name-or-file>', 'chip profile whose registers are used', 'loihi1')
    .option('--weight-bits <n>', 'bits of a weight, sign included', '8')
    .option('--emulate-reset', 'allow a subtract reset by a self-synapse, one step late')
    .option('--json', 'print one JSON document');
  addInputOptions(command, ['rate', 'latency']);
  addModelOptions(command);
  addSeedOption(command).action(async (network, options) => {
    const { arithmeticCommand } = await import('./commands/arithmetic.ts');
    done(await arithmeticCommand(network, options));
  });
}

function addCheck(program: Command, done: Done): void {
  program
    .command('check <file>')
    .description('hold an image or a profile against all rules, worst violation first')
    .option('--json', JSON_HELP)
    .action(async (file, options) => {
      const { checkCommand } = await import('./commands/check.ts');
      done(await checkCommand(file, options));
    });
}

function addDiff(program: Command, done: Done): void {
  program
    .command('diff <run-a> <run-b>')
    .description('compare two summaries or run folders; exit 1 beyond tolerance')
    .option(
      '--tolerance <list>',
      'relative to RUN_A, by field, e.g. energy=2%,time.stepNs=0.01,accuracy=0.005abs,mapping=ignore (default: 0 for all)',
    )
    .option('--json', JSON_HELP)
    .action(async (a, b, options) => {
      const { diffCommand } = await import('./commands/diff.ts');
      done(diffCommand(a, b, options));
    });
}

function addPrice(program: Command, done: Done): void {
  program
    .command('price <trace-or-run>')
    .description('a recorded run under other costs, without emulating it again')
    .option('--params <set>', 'parameter set (default: that of the run)')
    .option(
      '--chip <name-or-file>',
      'profile with the costs, of the same grid (default: that of the run)',
    )
    .option('--supply-v <volt>', 'supply voltage: energy per event goes with its square')
    .option('--technology-nm <nm>', 'process: energy per event goes with its length')
    .option('--keep-time', 'keep the step lengths of a run that was timed packet by packet')
    .option('--sensitivity', 'which constant moves energy and latency most')
    .option(
      '--spread <fraction>',
      'interval of constants that state none, for --sensitivity, e.g. 10%',
    )
    .option('--report <file>', 'write the sensitivity as a page (HTML)')
    .option('--json', JSON_HELP)
    .action(async (path, options) => {
      const { priceCommand } = await import('./commands/price.ts');
      done(await priceCommand(path, options));
    });
}

function addMap(program: Command, done: Done): void {
  program
    .command('map <network>')
    .description(
      'spread a network (.snng, hMETIS .hgr, also .gz; a network file in YAML) over cores and a mesh, or judge a partition',
    )
    .option(
      '--chip <name-or-file>',
      'limits of a core: loihi, loihi-free, truenorth, dynapse, a YAML file as in examples/mapping-suite, or a chip profile (default: loihi)',
    )
    .addOption(new Option('--chip-limits <set>', 'as --chip, named sets only').hideHelp())
    .addOption(new Option('--limits <file>', 'as --chip, files of limits only').hideHelp())
    .option(
      '--hgr-source <pin>',
      'what sends in a .hgr: the first pin of a net, or none said: each net gets a pin of its own',
      'first',
    )
    .addOption(
      new Option('--effort <level>', 'how long to search')
        .choices(['fast', 'normal', 'best'])
        .default('normal'),
    )
    .addOption(
      new Option('--objective <goal>', 'least messages, or least cores and then messages')
        .choices(['traffic', 'cores'])
        .default('traffic'),
    )
    .option('--cores <n>', 'cores that may be used (default: as many as needed)')
    .option('--partitioner <name>', 'auto, multilevel, greedy or sequential', 'auto')
    .option('--placer <name>', 'anneal, bisect, spectral, row-major or snake', 'anneal')
    .addOption(placeForOption())
    .option('--mesh <WxH>', 'mesh of cores (default: the smallest nearly square one)')
    .option(
      '--constraints <file>',
      'YAML file: neurons pinned to cores, cores and links to avoid, who is together or apart',
    )
    .option('--seed <text>', 'seed of the search', '1')
    .option('-o, --output <file>', 'write the partition as JSON')
    .option('--partition <file>', 'judge this partition instead (our JSON, or one core a line)')
    .addOption(new Option('--evaluate <file>', 'as --partition').hideHelp())
    .option('--explain', 'print what binds the mapping and every core, the fullest first')
    .option('--json', JSON_HELP)
    .action(async (network, options) => {
      const { mapCommand } = await import('./commands/map.ts');
      done(await mapCommand(network, options));
    });
}

function addNoc(program: Command, done: Done): void {
  program
    .command('noc <config>')
    .description('a network on chip alone: latency and throughput by load, or a packet trace')
    .option('--loads <list>', 'loads in flits per node and cycle, instead of those of the file')
    .option('--seed <text>', 'seed of the traffic, instead of that of the file')
    .option('--out <dir>', 'write curve.csv, packets.csv, links.csv and summary.json')
    .option('--trace-packets <file>', 'write the times and waits of every packet as CSV')
    .option('--report <file>', 'write a page with the curve and the links (HTML)')
    .option('--json', JSON_HELP)
    .action(async (config, options) => {
      const { nocCommand } = await import('./commands/noc.ts');
      done(await nocCommand(config, options));
    });
}

const NEURON_HELP = `
Examples:
  spikeloom neuron analog-ota-180nm --fi --svg fi.svg
  spikeloom neuron analog-ota-180nm --trace --input 200pA --to 10ms --csv trace.csv
  spikeloom neuron analog-ota-3d --tsv --from 0 --to 32 --capacitor 250fF
  spikeloom neuron analog-ota-180nm --temperature --threshold 700mV
  spikeloom neuron analog-ota-180nm --mismatch --input 60pA --instances 100 --json
  spikeloom neuron analog-ota-180nm --leak 50pA --exact --spice neuron.cir --check-spice

Values are set by the nearest code of the chip's converters; --exact takes them as they are.`;

function addNeuron(program: Command, done: Done): void {
  program
    .command('neuron <profile>')
    .description('one analog neuron of a chip: rates, membrane, vias, temperature, mismatch')
    .option('--fi', 'rate by input current (--from 0pA --to 400pA)')
    .option('--trace', 'membrane over time, with events (--to 20ms)')
    .option('--tsv', 'rate by vias on the membrane (--from 0 --to 16, or 0fF and 200fF)')
    .option(
      '--temperature [t]',
      'alone: rate by temperature (--from 0C --to 85C); with a value such as 27C or 300K: set it',
    )
    .option('--mismatch', 'rates of the neuron on many chips')
    .option('--code <list>', 'codes of registers, e.g. leak=341,threshold=130')
    .option('--leak <current>', 'leak bias, e.g. 50pA')
    .option('--gain <current>', 'gain bias of a log-domain neuron')
    .option('--threshold <value>', 'e.g. 750mV; a current such as 100pA of a log-domain neuron')
    .option('--capacitor <capacitance>', 'e.g. 1pF')
    .option('--refractory <time>', 'e.g. 0.5ms')
    .option('--input <current>', 'constant input, e.g. 100pA')
    .option('--exact', 'use given values themselves instead of the nearest codes')
    .option('--tsvs <n>', 'vias on the membrane (default: 0)')
    .option('--instance <n>', 'take the neuron of the chip of this serial number, with mismatch')
    .option('--neuron <n>', 'with --instance: number of the neuron on it (default: 0)')
    .option('--seed <text>', 'seed of the chips (default: 1)')
    .option('--from <value>', 'begin of a sweep')
    .option('--to <value>', 'end of a sweep')
    .option('--points <n>', 'points of a sweep')
    .option('--instances <n>', 'with --mismatch: chips (default: 100)')
    .option('--neurons <n>', 'with --mismatch: neurons of each (default: 100)')
    .option('--spice <file>', 'write the neuron as an ngspice netlist (.cir)')
    .option('--check-spice', 'run ngspice, if installed, and print the differences')
    .option('--svg <file>', 'write a plot')
    .option('--csv <file>', 'write the table, of a trace its samples')
    .option('--json', JSON_HELP)
    .addHelpText('after', NEURON_HELP)
    .action(async (profile, options) => {
      const { neuronCommand } = await import('./commands/neuron.ts');
      done(await neuronCommand(profile, options));
    });
}

function addChips(program: Command, done: Done): void {
  const chips = program
    .command('chips')
    .description('list chip profiles; `chips show NAME` prints one with its sources')
    .option('--json', JSON_HELP)
    .allowExcessArguments()
    .action(async (options, command) => {
      refuseWords(command.args);
      const { chipsCommand } = await import('./commands/chips.ts');
      done(chipsCommand(options));
    });
  chips
    .command('show <name-or-file>')
    .description('every figure of a profile with its source')
    .option('--json', JSON_HELP)
    .action(async (name, _, command) => {
      const { chipsShowCommand } = await import('./commands/chips.ts');
      done(await chipsShowCommand(name, command.optsWithGlobals()));
    });
}

/** `chips` alone lists; a word after it is a slip of `show`, or the name that `show` needs. */
function refuseWords([word]: readonly string[]): void {
  if (word === undefined) return;
  const near = nearestWord(word, ['show']);
  throw new InputError(
    'E_USAGE',
    near
      ? `unknown command "chips ${word}"; did you mean \`spikeloom chips show\`?`
      : `"chips ${word}": write \`spikeloom chips show ${word}\` for one profile, \`spikeloom chips\` for the list.`,
  );
}

function addInspect(program: Command, done: Done): void {
  program
    .command('inspect <file>')
    .description('explain any file or folder that Spikeloom can read')
    .option('--json', JSON_HELP)
    .action(async (file, options) => {
      const { inspectCommand } = await import('./commands/inspect.ts');
      done(await inspectCommand(file, options));
    });
}
