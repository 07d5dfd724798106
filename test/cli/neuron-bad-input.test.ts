import { describe, expect, it } from 'vitest';
import { cliFailure, folder } from './cli.ts';

const OTA = 'analog-ota-180nm';

describe('neuron refuses', () => {
  it.each<[string, string]>([
    ['nosuch --fi', 'E_CHIP: no chip profile is called "nosuch"'],
    ['loihi1 --fi', 'E_NEURON: profile "loihi1" has no analog neurons'],
    [OTA, 'E_USAGE: choose what to look at'],
    [`${OTA} --temperature 30C`, '(--temperature with a value only sets it)'],
    [`${OTA} --fi --trace`, 'E_USAGE: --fi and --trace: choose one of them'],
    [`${OTA} --fi --temperature`, '--fi and --temperature: choose one of them'],
    // Units and numbers.
    [`${OTA} --fi --leak 50`, '--leak 50: a current, e.g. 50pA is needed; the unit is missing'],
    [`${OTA} --fi --leak 50pF`, '--leak 50pF: a current'],
    [`${OTA} --fi --leak 50PA`, '--leak 50PA: a current'],
    [`${OTA} --fi --leak NaNA`, '--leak NaNA: a current'],
    [`${OTA} --fi --leak InfinityA`, '--leak InfinityA: a current'],
    [`${OTA} --fi --leak 1e400A`, 'no circuit on a chip has that'],
    [`${OTA} --fi --leak 1e-40A`, 'no circuit on a chip has that'],
    [`${OTA} --fi --leak=-5pA`, '--leak -5pA: it cannot be negative'],
    [`${OTA} --fi --capacitor 1f`, '--capacitor 1f: a capacitance'],
    [`${OTA} --fi --refractory=-1ms`, 'it cannot be negative'],
    [`${OTA} --fi --temperature 27`, '--temperature 27: write 27C or 300K'],
    [`${OTA} --fi --temperature=-300C`, 'that is not above absolute zero'],
    [`${OTA} --fi --temperature 500K`, 'E_ANALOG_TEMPERATURE: a temperature of 500 K'],
    [`${OTA} --temperature --to 200C`, 'E_ANALOG_TEMPERATURE: a temperature of 473.15 K'],
    // Codes that no register holds, values that no code makes.
    [`${OTA} --fi --code leak=5000`, '--code leak=5000: the register holds 0 to 1023'],
    [`${OTA} --fi --code leak=-1`, '--code leak=-1: the register holds 0 to 1023'],
    [`${OTA} --fi --code leak=1.5`, '--code leak=1.5: write NAME=CODE'],
    [`${OTA} --fi --code leek=5`, 'no register leek; did you mean leak?'],
    [`${OTA} --fi --code leak=5,leak=6`, '--code: leak is given twice'],
    [`${OTA} --fi --code leak=5 --leak 5pA`, '--leak and --code leak=5: give one of them'],
    [`${OTA} --fi --code unit=99999`, 'E_ANALOG_CODE: register "unit" is 99999'],
    [`${OTA} --fi --leak 50nA`, '--leak 50 nA: the chip makes 5 pA to 5 nA'],
    [`${OTA} --fi --input 9nA`, '--input 9 nA: the chip makes 0 and, of either sign'],
    [`${OTA} --fi --threshold 500mV`, 'the chip makes 620 mV to 875 mV'],
    [`${OTA} --fi --gain 5pA`, '--gain: a neuron of kind "ota" has no choice of it'],
    ['dynapse-like --fi --capacitor 1pF', '--capacitor: a neuron of kind "dpi" has no choice'],
    ['dynapse-like --fi --threshold 100mV', '--threshold 100mV: a current'],
    // Circuits that cannot work.
    [`${OTA} --fi --threshold 500mV --exact`, 'E_NEURON: the neuron does not work: its comparator'],
    [`${OTA}-ideal --fi --capacitor 0F --exact`, 'E_ANALOG_CAPACITANCE: the membrane node has no'],
    // Vias.
    [`${OTA} --tsv`, 'E_NEURON: --tsv: the chip is no stack'],
    [`${OTA} --fi --tsvs 2`, 'E_NEURON: --tsvs: the chip is no stack'],
    ['analog-ota-3d --fi --tsvs 9999', '--tsvs 9999: a membrane has at most'],
    ['analog-ota-3d --fi --tsvs 2 --code tsvs=3', '--tsvs and --code tsvs=3: give one of them'],
    [`${OTA} --tsv --from 0fF --to 100`, '--to 100: a capacitance'],
    // Sweeps and chips.
    [`${OTA} --fi --from 2pA --to 1pA`, 'the range from 2 pA to 1 pA is empty'],
    [`${OTA} --fi --to 9nA`, 'the chip makes input currents of up to 4.095 nA'],
    [`${OTA} --fi --points 1`, '--points 1: a whole number from 2 to 20000 is needed'],
    [`${OTA} --fi --points 1e9`, '--points 1e9: a whole number'],
    [`${OTA} --trace --from 1ms`, '--from: a trace starts at 0'],
    [`${OTA} --trace --to 0s`, '--to 0s: a time above 0'],
    [`${OTA} --trace --to 1000s`, 'the neuron fires more than 50000 times'],
    [`${OTA} --mismatch --from 1pA`, '--from has no use without a sweep'],
    [`${OTA} --mismatch --instances 0`, '--instances 0: a whole number from 1'],
    [`${OTA} --mismatch --instances 100000 --neurons 1000`, '100000000 neurons are too many'],
    [`${OTA} --mismatch --instance 3`, '--mismatch looks at many chips'],
    [`${OTA} --fi --instances 3`, '--instances and --neurons belong to --mismatch'],
    [`${OTA} --fi --neuron 3`, '--neuron is a number on a chip: give --instance N too'],
    [`${OTA} --fi --instance -1`, '--instance -1: a whole number from 0'],
    // Files and ngspice.
    [`${OTA} --fi --svg ${folder}`, 'it is a folder'],
    [`${OTA} --fi --csv ${folder}`, 'it is a folder'],
    [`${OTA} --spice a.cir --svg a.svg`, '--svg and --csv need a study'],
    ['dynapse-like --spice a.cir', 'E_NEURON: --spice: netlists are written of OTA neurons'],
    [`${OTA} --spice a.cir --refractory 0s --exact`, 'too short for the parts of the netlist'],
  ])('%s', async (line, message) => {
    expect(await cliFailure(2, 'neuron', ...line.split(' '))).toContain(message);
  });
});
