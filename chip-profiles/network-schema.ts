import { z } from 'zod';
import type { ChipNetwork } from '../src/model/chip.ts';
import { basisSchema, citedFlits, citedLimit, citedPlanes, sourceSchema } from './cited-schema.ts';

const tilePairSchema = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);

/** What a profile says of its network; network-faults.ts says what must fit together. */
export const networkSchema: z.ZodType<ChipNetwork> = z
  .strictObject({
    topology: z
      .enum(['mesh', 'torus', 'hex-mesh', 'hex-torus', 'tree', 'graph'])
      .describe('How tiles are joined; only a mesh extends over several chips.'),
    routing: z
      .enum(['xy', 'diagonal-xy', 'up-down', 'shortest'])
      .describe('Order in which a packet crosses the network.'),
    fanOut: z
      .array(z.int().min(1).max(31))
      .min(1)
      .max(16)
      .exactOptional()
      .describe('Of a tree: routers below each router, from the root down to the tiles.'),
    links: z
      .array(tilePairSchema)
      .min(1)
      .max(65536)
      .exactOptional()
      .describe('Of a graph: pairs of tiles that are joined, tiles numbered row by row.'),
    cast: z.enum(['unicast', 'multicast']).describe('Whether a packet can have many destinations.'),
    payload: z.enum(['binary', 'graded']).describe('What a spike carries.'),
    planes: citedPlanes.describe('Physical networks side by side.'),
    planeChoice: z.literal('alternate').describe('How a core picks one: each packet the next.'),
    router: z
      .enum(['async', 'iq'])
      .describe('Routers with handshakes, or clocked ones with input queues.'),
    handshake: z.enum(['two-phase', 'four-phase']).describe('Handshake of asynchronous links.'),
    flitsPerPacket: citedFlits.describe('Flits of a spike.'),
    bufferFlits: citedFlits.describe('Flits that each input of a router holds.'),
    routerTableEntries: citedLimit
      .exactOptional()
      .describe('Of a multicast network: trees that the table of one router holds.'),
    source: sourceSchema,
    basis: basisSchema,
  })
  .describe('Network on chip; source and basis are those of planeChoice, router and handshake.');
