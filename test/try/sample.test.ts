/** The sample container fits, with a container of its own and without. */
import { checksOf, command, programOf, requirePython, SAMPLE } from './sample';
import { problemOfNamespaces } from '../../try/namespaces';

beforeAll(requirePython);

const EVERYTHING = [
  '--incremental-channel', 'base', '--stop-hyperparameter', 'epochs=1000000', '--redact', 'NUMBERS', '--max-payload', '1',
  '--max-artifact-size', '0.01', '--max-export-size', '0.01', '--max-inference-output-size', '0.01',
];

test('the sample passes everything', async () => {
  const tried = await command([...programOf(SAMPLE), ...EVERYTHING, '--json', '--strict']);

  const problem = await problemOfNamespaces();
  const untried = problem === undefined ? [] : ['no network', 'several instances'];
  expect(Object.values(checksOf(tried)).filter(({ verdict }) => verdict !== 'pass').map(({ check }) => check)).toEqual(untried);
  expect(tried.status).toBe(0);
  expect(Object.keys(checksOf(tried)).length).toBeGreaterThan(30);
});

test('the sample passes as a plain process, of which less can be told', async () => {
  const port = 18_317;
  const tried = await command([
    ...programOf(SAMPLE), ...EVERYTHING, '--plain', '--port', String(port), '--inference-environment', `PORT=${port}`, '--json', '--strict',
  ]);

  const checks = checksOf(tried);
  expect(Object.values(checks).filter(({ verdict }) => verdict !== 'pass').map(({ check, verdict, found }) => [check, verdict, found])).toEqual([
    ['no network', 'not tried', '--plain was given'],
    ['several instances', 'not tried', '--plain was given'],
  ]);
  expect(tried.status).toBe(0);
});
