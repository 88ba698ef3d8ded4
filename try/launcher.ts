/** What starts containers, and what is known of one that runs: the edge between the trials and the machine. */

export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** How a container ended: with a status, or by a signal. */
export interface Exit {
  readonly status?: number;
  readonly signal?: string;
}

/** Where the web server of a container is reached from here. */
export type Endpoint = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export interface Container {
  /** What it has written so far. */
  readonly output: readonly OutputLine[];
  readonly ended: Promise<Exit>;
  terminate(): Promise<void>;
  kill(): Promise<void>;
  endpoint(): Promise<Endpoint>;
}

export interface ContainerSettings {
  /** The directory on this machine that is `/opt/ml` in the container. */
  readonly optMl: string;
  /** What the service appends to the command: `train` or `serve`. */
  readonly argument: 'train' | 'serve';
  /** The environment, by the path that `/opt/ml` has in the container. */
  readonly environment: (root: string) => Readonly<Record<string, string>>;
  readonly host: string;
}

/** A network of containers that reach each other, and nothing else. */
export interface Network {
  start(settings: ContainerSettings): Promise<Container>;
  /**
   * How often a container tried to reach what is outside.
   *
   * @default - it cannot be counted
   */
  attempts(): Promise<number | undefined>;
  close(): Promise<void>;
}

export interface Launcher {
  /** What runs the containers, for the report. */
  readonly description: string;
  /** Why containers are not cut off from the network. @default - they are */
  readonly openNetworkReason?: string;
  /** Why several hosts cannot be tried. @default - they can */
  readonly singleHostReason?: string;
  /** Prepares the image or the machine. */
  prepare(): Promise<void>;
  /** @param purpose what the containers do */
  openNetwork(hosts: readonly string[], purpose: 'train' | 'serve'): Promise<Network>;
}
