import { type HashKey, philox } from '../../src/support/philox.ts';
import type { Rng } from '../../src/support/rng.ts';

const TWO_32 = 2 ** 32;

/**
 * Random numbers of one node after the other. What a node draws depends on the seed, the node and how often it has
 * drawn, so a longer run begins as a shorter one does and no node shifts another.
 */
export class NodeStream {
  private readonly key: HashKey;
  private readonly words = new Uint32Array(4);
  private node = 0;
  private count = 0;

  constructor(rng: Rng) {
    this.key = [rng.integer(TWO_32), rng.integer(TWO_32)];
  }

  /** Starts the stream of `node` from its beginning. */
  start(node: number): void {
    this.node = node;
    this.count = 0;
  }

  /** Moves on: `uniform`, `wordA` and `wordB` are new then. */
  advance(): void {
    const { words } = this;
    words[0] = this.count >>> 0;
    words[1] = Math.floor(this.count / TWO_32);
    words[2] = this.node;
    words[3] = 0;
    philox(words, this.key);
    this.count++;
  }

  /** In [0, 1), with 53 bits. */
  uniform(): number {
    return (this.words[0]! * 2 ** 21 + (this.words[1]! >>> 11)) / 2 ** 53;
  }

  /** In [0, 1), with 32 bits, apart from `uniform`. */
  fractionA(): number {
    return this.words[2]! / TWO_32;
  }

  /** In [0, 1), with 32 bits, apart from the others. */
  fractionB(): number {
    return this.words[3]! / TWO_32;
  }
}
