import { expect, test } from 'vitest';
import { measuredChipsPage } from '../support/measured-chips.ts';

const HAS_MEASUREMENTS = process.env.SPIKELOOM_ORACLES !== undefined;

test.skipIf(!HAS_MEASUREMENTS)(
  'docs/measured-chips.md is what the measurements give (vitest -u writes it; needs SPIKELOOM_ORACLES)',
  async () => {
    await expect(measuredChipsPage()).toMatchFileSnapshot('../../docs/measured-chips.md');
  },
);
