/** Lives that the simulation found, each as small as it gets: nothing of what has to hold may be violated. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { handlerCode } from '../../simulation/handler-code';
import { play } from '../../simulation/play';
import type { Scenario } from '../../simulation/scenario';

const SCENARIOS = path.join(__dirname, 'scenarios');
const code = handlerCode(path.resolve(__dirname, '../..'));
const names = readdirSync(SCENARIOS).map((file) => path.basename(file, '.json')).sort();

test.each(names)('nothing is violated by %s', async (name) => {
  const scenario = JSON.parse(readFileSync(path.join(SCENARIOS, `${name}.json`), 'utf8')) as Scenario;

  expect((await play(scenario, code)).violations).toEqual([]);
});
