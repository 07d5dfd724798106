/** The command line: parse and dispatch. Each command is loaded only when it is called. */
import { Command, CommanderError } from 'commander';
import { renderError, SpikeloomError } from '../support/errors.ts';
import {
  addEmulationOptions,
  addInputOptions,
  addMappingOptions,
  addModelOptions,
  addResultOptions,
} from './run-options.ts';
import { VERSION } from './version.ts';

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
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${renderError(error)}\n`);
    return error instanceof SpikeloomError ? error.exitCode : 70;
  }
}

function createProgram(done: (exitCode: number) => void): Command {
  const program = new Command('spikeloom')
    .description('Maps spiking networks onto neuromorphic chips and emulates them, off hardware.')
    .version(VERSION)
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: false });
  addRun(program, done);
  addCompile(program, done);
  addEmulate(program, done);
  addSimulate(program, done);
  addLookers(program, done);
  for (const command of program.commands) command.exitOverride();
  return program;
}

type Done = (exitCode: number) => void;

function addRun(program: Command, done: Done): void {
  const command = program
    .command('run <network>')
    .description('compile, emulate, account, report')
    .requiredOption('--chip <name-or-file>', 'chip profile, see `spikeloom chips`')
    .option('--partitioner <name>', 'how populations are cut: structured')
    .option('--placer <name>', 'how parts find cores: snake+swap')
    .option('--compare', 'hold the mapping against an integer and a float reference');
  addInputOptions(command);
  addModelOptions(command);
  addMappingOptions(command);
  addEmulationOptions(command);
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
    .option('--partitioner <name>', 'how populations are cut: structured')
    .option('--placer <name>', 'how parts find cores: snake+swap')
    .option('--split-neurons', 'cut neurons whose fan-in no core can hold')
    .option('--stop-after <pass>', 'print what a pass left, as JSON')
    .option('--explain', 'print the use of every core against its limits')
    .option('--dt <seconds>', 'length of a step (default: 0.001)')
    .option('--seed <text>', 'seed of everything random', '1')
    .option('--json', 'print one JSON document');
  addModelOptions(command);
  addMappingOptions(command).action(async (network, options) => {
    const { compileCommand } = await import('./commands/compile.ts');
    done(await compileCommand(network, options));
  });
}

function addEmulate(program: Command, done: Done): void {
  const command = program
    .command('emulate <image>')
    .description('run a program image')
    .option('--params <set>', "parameter set of the image's profile");
  addInputOptions(command);
  addEmulationOptions(command);
  addResultOptions(command).action(async (image, options) => {
    const { emulateCommand } = await import('./commands/emulate.ts');
    done(await emulateCommand(image, options));
  });
}

function addSimulate(program: Command, done: Done): void {
  const command = program
    .command('simulate <network>')
    .description("the network's own equations in float64, no chip");
  addInputOptions(command);
  addModelOptions(command);
  addResultOptions(command).action(async (network, options) => {
    const { simulateCommand } = await import('./commands/simulate.ts');
    done(await simulateCommand(network, options));
  });
}

function addLookers(program: Command, done: Done): void {
  program
    .command('check <file>')
    .description('hold an image or a profile against all rules, worst violation first')
    .option('--json', 'print one JSON document')
    .action(async (file, options) => {
      const { checkCommand } = await import('./commands/check.ts');
      done(await checkCommand(file, options));
    });
  program
    .command('diff <run-a> <run-b>')
    .description('compare two summaries or run folders')
    .option('--tolerance <list>', 'relative, by field, e.g. energy=2%,time=1%')
    .option('--json', 'print one JSON document')
    .action(async (a, b, options) => {
      const { diffCommand } = await import('./commands/diff.ts');
      done(diffCommand(a, b, options));
    });
  const chips = program
    .command('chips')
    .description('list chip profiles; `chips show NAME` prints one with its sources')
    .option('--json', 'print one JSON document')
    .action(async (options) => {
      const { chipsCommand } = await import('./commands/chips.ts');
      done(chipsCommand(options));
    });
  chips
    .command('show <name-or-file>')
    .description('every figure of a profile with its source')
    .option('--json', 'print one JSON document')
    .action(async (name, _, command) => {
      const { chipsShowCommand } = await import('./commands/chips.ts');
      done(chipsShowCommand(name, command.optsWithGlobals()));
    });
  chips.commands[0]!.exitOverride();
  program
    .command('inspect <file>')
    .description('explain any file that Spikeloom can read')
    .option('--json', 'print one JSON document')
    .action(async (file, options) => {
      const { inspectCommand } = await import('./commands/inspect.ts');
      done(await inspectCommand(file, options));
    });
}
