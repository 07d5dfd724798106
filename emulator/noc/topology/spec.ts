/** Networks that can be built, as plain values; `kind` names the topology. */
export type TopologySpec =
  | MeshSpec
  | TorusSpec
  | RingSpec
  | HexMeshSpec
  | TreeSpec
  | TreeMeshSpec
  | GraphSpec
  | ChipsSpec;

interface Planes {
  /** Physical networks side by side, tied only at the nodes. 1 where left out. */
  readonly planes?: number;
}

interface Grid extends Planes {
  readonly columns: number;
  readonly rows: number;
  /** Nodes of each router: node = router * concentration + k. 1 where left out. */
  readonly concentration?: number;
  /**
   * Routers with one node more, in this order: such as where a host is attached. These nodes are numbered after
   * all others. Routers are numbered row by row.
   */
  readonly extraNodes?: readonly number[];
}

/** Rows and columns of routers, x first then y. Free of deadlock with one class. */
export interface MeshSpec extends Grid {
  readonly kind: 'mesh';
}

/**
 * A mesh whose rows and columns are closed to rings: x first then y, each the shorter way round, to + where both
 * are equal. Packets change to class 1 on the link that closes a ring (Dally and Seitz 1987,
 * doi:10.1109/TC.1987.1676939), which keeps it free of deadlock; `dateline: false` leaves that out.
 */
export interface TorusSpec extends Grid {
  readonly kind: 'torus';
  /** True where left out. */
  readonly dateline?: boolean;
}

/** Routers in one ring: a torus of one row. */
export interface RingSpec extends Planes {
  readonly kind: 'ring';
  readonly routers: number;
  readonly concentration?: number;
  readonly extraNodes?: readonly number[];
  /** True where left out. */
  readonly dateline?: boolean;
}

/**
 * Triangular mesh with links to E, NE, N, W, SW and S, as in SpiNNaker (Furber et al. 2014,
 * doi:10.1109/JPROC.2014.2304638): diagonal first, then x, then y, over the fewest hops. `wrap` closes it to a
 * torus, with a dateline in each ring unless `dateline` is false.
 */
export interface HexMeshSpec extends Grid {
  readonly kind: 'hex-mesh';
  /** False where left out. */
  readonly wrap?: boolean;
  /** True where left out; it counts only with `wrap`. */
  readonly dateline?: boolean;
}

/**
 * A tree of routers: `fanOut[0]` children below the root, each with `fanOut[1]` below it, and so on; the nodes hang
 * below the last level, the last fan-out being the nodes of each leaf router. Packets go up to the first router
 * above both ends, then down.
 */
export interface TreeSpec extends Planes {
  readonly kind: 'tree';
  readonly fanOut: readonly number[];
  /** Levels of routers with one node more at their first router: 0 is the root. */
  readonly extraNodeLevels?: readonly number[];
}

/** A mesh of which each router is the root of a tree, as R3 over R2 and R1 in DYNAP-SE (Moradi et al. 2018). */
export interface TreeMeshSpec extends Planes {
  readonly kind: 'tree-mesh';
  readonly columns: number;
  readonly rows: number;
  /** As in a tree, below each router of the mesh. */
  readonly fanOut: readonly number[];
}

/** Any routers and links. Each link joins two routers in both directions. */
export interface GraphSpec extends Planes {
  readonly kind: 'graph';
  readonly routers: number;
  readonly links: readonly GraphLink[];
  /** Router of each node; one node at each router where left out. */
  readonly nodes?: readonly number[];
  /**
   * `shortest` (where left out): fewest hops, at each router by the neighbour of the lowest number; it may close a
   * cycle. `up-down`: up towards router 0 in a breadth-first tree, then down; never a cycle.
   */
  readonly routing?: 'shortest' | 'up-down';
  /** Places of routers for pictures; their number where left out. */
  readonly places?: readonly (readonly [number, number])[];
}

export interface GraphLink {
  readonly a: number;
  readonly b: number;
  /** Kind of the link, such as `chip`; `link` where left out. */
  readonly linkKind?: string;
}

/**
 * Meshes joined at their rims to one large mesh, x first then y over all of it: links between chips are of the kind
 * `chip`. Chips and the routers of a chip are numbered row by row, routers chip by chip.
 */
export interface ChipsSpec extends Planes {
  readonly kind: 'chips';
  readonly chipColumns: number;
  readonly chipRows: number;
  /**
   * Chips with nodes, the first ones; all where left out. The others only pass packets on, so that x first then y
   * finds its way.
   */
  readonly chipCount?: number;
  /** Routers of one chip. */
  readonly columns: number;
  readonly rows: number;
  readonly concentration?: number;
  /** Routers of each chip with one node more, numbered after all others: chip by chip. */
  readonly extraNodesPerChip?: readonly number[];
}
