import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface FileObservation {
  /** Relative to the directory. */
  readonly path: string;
  readonly bytes: number;
  /** Of its contents. */
  readonly digest: string;
}

/** All files below a directory, by path. Pipes, links and the like are no files. */
export async function filesBelow(directory: string): Promise<FileObservation[]> {
  const entries = await readdir(directory, { recursive: true }).catch(() => []);
  const files: FileObservation[] = [];
  for (const path of entries.sort()) {
    const file = join(directory, path);
    const stats = await lstat(file);
    if (stats.isFile()) {
      files.push({ path, bytes: stats.size, digest: await digestOf(file) });
    }
  }
  return files;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** The paths that two trees do not have in common, or not with the same contents. */
export function differences(before: readonly FileObservation[], after: readonly FileObservation[]): string[] {
  const digests = (files: readonly FileObservation[]) => new Map(files.map(({ path, digest }) => [path, digest]));
  const [one, other] = [digests(before), digests(after)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path)).sort();
}

export function totalBytes(files: readonly FileObservation[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
