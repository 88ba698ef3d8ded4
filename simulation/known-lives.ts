/** Lives that once showed a mistake, each as small as it gets. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Scenario } from './scenario';

export interface KnownLife {
  readonly name: string;
  readonly scenario: Scenario;
}

export function knownLives(root: string): KnownLife[] {
  const folder = path.join(root, 'simulation/scenarios');
  return readdirSync(folder).sort().map((file) => ({
    name: path.basename(file, '.json'),
    scenario: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Scenario,
  }));
}
