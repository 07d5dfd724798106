import { beforeAll, describe, expect, it } from 'vitest';
import { at, cli, cliFailure, putNetwork, putSpikes } from './cli.ts';

let net: string;
let spikes: string;
beforeAll(async () => {
  net = await putNetwork('net.nir');
  spikes = putSpikes('spikes.csv', 5);
});

const run = (...options: string[]): Promise<string> =>
  cliFailure(2, 'run', net, '--chip', 'loihi1', '--input', spikes, ...options);

describe('help', () => {
  it('is what a bare call prints, with exit 2', async () => {
    const { code, out, err } = await cli();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: spikeloom');
  });

  it('names exit codes, and every command has one with its defaults', async () => {
    const { code, out } = await cli('--help');
    expect(code).toBe(0);
    expect(out).toContain('130 interrupted');
    for (const command of ['run', 'compile', 'emulate', 'simulate', 'check', 'diff', 'inspect']) {
      const help = await cli(command, '--help');
      expect(help.code).toBe(0);
      expect(help.out).toContain(`Usage: spikeloom ${command}`);
    }
  });

  it('states a default for every option of run that takes a value and is not off by itself', async () => {
    const { out } = await cli('run', '--help');
    const options = out.replaceAll(/\n {20,}/g, ' ').split('\n');
    const open = options.filter((line) => /^ {2}--[a-z-]+ </.test(line) && !/default/.test(line));
    const names = open.map((line) => line.trim().split(' ')[0]);
    expect(names).toEqual([
      '--chip',
      '--trace-packets',
      '--probe',
      '--early-exit',
      '--budget',
      '--report',
      '--instance',
      '--instances',
      '--vias',
      '--mismatch',
      '--out',
      '--spikes-nir',
    ]);
  });
});

describe('a slip of the keyboard', () => {
  it('in a command names the nearest', async () => {
    expect(await cliFailure(2, 'rnu', 'x')).toBe(
      "E_USAGE: unknown command 'rnu' (did you mean run?). See `spikeloom --help`.",
    );
  });

  it('in a subcommand or a forgotten one says how to write it', async () => {
    expect(await cliFailure(2, 'chips', 'shwo', 'loihi1')).toContain('`spikeloom chips show`');
    expect(await cliFailure(2, 'chips', 'loihi1')).toContain('spikeloom chips show loihi1');
  });

  it('in an option names the nearest', async () => {
    expect(await run('--stesp', '4')).toBe(
      "E_USAGE: unknown option '--stesp' (did you mean --steps?). See `spikeloom run --help`.",
    );
  });

  it('in a choice names the nearest', async () => {
    expect(await run('--bin-origin', 'frist')).toContain('(did you mean first?)');
    expect(
      await cliFailure(2, 'compile', net, '--chip', 'loihi1', '--stop-after', 'plaec'),
    ).toContain('did you mean place?');
  });

  it('in a chip names the nearest', async () => {
    expect(await cliFailure(2, 'run', net, '--chip', 'lohi1', '--steps', '3')).toMatch(
      /^E_CHIP: no chip profile is called "lohi1"\. Did you mean "loihi1"\?/,
    );
  });

  it('in a parameter set, partitioner or placer lists what there is', async () => {
    expect(await run('--params', 'davies2019')).toContain('did you mean davies2018?');
    expect(await run('--partitioner', 'structurd')).toContain('did you mean structured?');
    expect(await run('--placer', 'foo')).toContain('row-major, snake');
  });
});

describe('values that no run can have', () => {
  const cases: readonly [options: string, expected: string][] = [
    ['--steps 0', 'E_USAGE: --steps 0: a whole number from 1'],
    ['--steps -3', 'E_USAGE: --steps -3: a whole number from 1'],
    ['--steps 1.5', 'E_USAGE: --steps 1.5: a whole number from 1'],
    ['--steps 0x10', 'E_USAGE: --steps 0x10: a whole number from 1'],
    ['--steps 1e99', 'E_USAGE: --steps 1e99: a whole number from 1'],
    ['--steps 90000000', 'E_STEPS: 90,000,000 steps in a sample'],
    ['--samples 0', 'E_USAGE: --samples 0'],
    ['--workers 0', 'E_USAGE: --workers 0'],
    ['--workers 9999999', 'E_USAGE: --workers 9999999'],
    ['--dt 0', 'E_USAGE: --dt 0: a number above 0'],
    ['--dt NaN', 'E_USAGE: --dt NaN: a number'],
    ['--gain -1', 'E_USAGE: --gain -1'],
    ['--v-min low', 'E_USAGE: --v-min low'],
    ['--chips 0', 'E_USAGE: --chips 0'],
    ['--chips 99999', 'E_CHIPS: --chips 99999'],
    ['--weight-bits 99', 'E_WEIGHT_BITS: --weight-bits 99'],
    ['--early-exit 5', 'E_USAGE: --early-exit 5: write margin=N'],
    ['--early-exit margin=0', 'E_USAGE: --early-exit margin 0'],
    ['--trace-packets p.csv', 'give --timing cycle too'],
    ['--arithmetic floats', "E_USAGE: option '--arithmetic <mode>' argument 'floats' is invalid"],
    ['--probe hidden', 'E_USAGE: --probe hidden: write POPULATION:VARIABLE'],
    ['--coding current', "E_USAGE: option '--coding <c>' argument 'current' is invalid"],
  ];
  it.each(cases)('%s', async (options, expected) => {
    expect(await run(...options.split(' '))).toContain(expected);
  });
});

describe('options that do not go together', () => {
  const cases: readonly [options: string, expected: string][] = [
    ['--stable', '--stable needs --json, --out or --report.'],
    ['--between-samples continue --compare', '--compare needs --between-samples reset.'],
    ['--between-samples continue --workers 2', 'it needs --workers 1.'],
    ['--between-samples continue --early-exit margin=1', '--early-exit needs'],
    ['--compare --early-exit margin=1', 'leave out --early-exit.'],
    ['--probe hidden:v', '--probe writes into the run folder: give --out DIR too.'],
    ['--timing none --budget latency=1ms', '--budget latency needs a time model'],
  ];
  it.each(cases)('%s', async (options, expected) => {
    expect(await run(...options.split(' '))).toContain(`E_USAGE: `);
    expect(await run(...options.split(' '))).toContain(expected);
  });

  it('labels and a number of samples without any input', async () => {
    const bare = ['run', net, '--chip', 'loihi1', '--steps', '3'];
    expect(await cliFailure(2, ...bare, '--labels', 'x.csv')).toContain('without --input');
    expect(await cliFailure(2, ...bare, '--samples', '3')).toContain('without --input');
  });

  it('a pass to stop after, and an image or a table of cores', async () => {
    const stop = ['compile', net, '--chip', 'loihi1', '--stop-after', 'place'];
    expect(await cliFailure(2, ...stop, '-o', at('never.loom'))).toContain('leave out -o');
    expect(await cliFailure(2, ...stop, '--explain')).toContain('leave out --explain');
  });

  it('nothing to say how long the run is', async () => {
    expect(await cliFailure(2, 'run', net, '--chip', 'loihi1')).toContain('give --steps N');
  });
});

describe('options that a command has no use for are unknown to it', () => {
  const cases: readonly [command: string, option: string][] = [
    ['emulate x.loom', '--reset zero'],
    ['emulate x.loom', '--chip loihi1'],
    ['emulate x.loom', '--compare'],
    ['emulate x.loom', '--weight-bits 4'],
    ['simulate x.nir', '--timing none'],
    ['simulate x.nir', '--chips 2'],
    ['simulate x.nir', '--budget energy=1uJ'],
    ['simulate x.nir', '--report r.html'],
    ['compile x.nir --chip loihi1', '--input x.csv'],
    ['compile x.nir --chip loihi1', '--samples 3'],
    ['check x.loom', '--tolerance x=1'],
    ['diff a b', '--out x'],
  ];
  it.each(cases)('%s %s', async (command, option) => {
    const argv = [...command.split(' '), ...option.split(' ')];
    expect(await cliFailure(2, ...argv)).toContain(`unknown option '${option.split(' ')[0]}'`);
  });
});

describe('arguments', () => {
  it('one too few or too many is one message', async () => {
    expect(await cliFailure(2, 'inspect')).toContain("missing required argument 'file'");
    expect(await cliFailure(2, 'inspect', 'a', 'b')).toContain('too many arguments');
    expect(await cliFailure(2, 'run', net)).toContain("required option '--chip <name-or-file>'");
  });

  it('a probe takes one value and leaves the network alone', async () => {
    const result = await cli(
      ...['run', '--chip', 'loihi1', '--steps', '2', '--out', at('probed')],
      ...['--probe', 'hidden:v', net],
    );
    expect(result.code).toBe(0);
  });
});

describe('--split-neurons', () => {
  it('is refused beside --quantized-nir, which writes whole neurons', async () => {
    const options = ['--chip', 'loihi1', '--split-neurons', '--quantized-nir', at('whole.nir')];
    expect(await cliFailure(2, 'compile', net, ...options)).toMatch(/^E_USAGE: --quantized-nir/);
  });

  it('changes nothing where all neurons fit', async () => {
    const options = ['compile', net, '--chip', 'loihi1', '--json'];
    const [plain, split] = [await cli(...options), await cli(...options, '--split-neurons')];
    const withoutTime = (text: string) => ({ ...JSON.parse(text), mappingWallMs: 0 });
    expect(withoutTime(split.out)).toEqual(withoutTime(plain.out));
  });
});
