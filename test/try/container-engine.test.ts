/**
 * What a container engine is asked for. The engine here is a script that notes its arguments and runs the sample as a
 * process, with the directory that would be mounted in place of /opt/ml.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { checksOf, command, requirePython, SAMPLE, temporaryDirectory } from './sample';
import { INPUT, OPT_ML } from '../../try/opt-ml';

beforeAll(requirePython);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

interface FakeEngine {
  readonly file: string;
  calls(): string[];
}

async function fakeEngine(name = 'docker'): Promise<FakeEngine> {
  const directory = temporaryDirectory();
  const file = join(directory, name);
  const log = join(directory, 'calls');
  writeFileSync(file, `#!/bin/sh
    printf '%s\\n' "$*" >> ${log}
    verb=$1
    shift
    case $verb in
      port) echo "127.0.0.1:${await freePort()}" ; exit ;;
      kill)
        signal=KILL
        [ "$1" = --signal ] && signal=$2 && shift 2
        kill -s "$signal" "$(cat ${directory}/"$1")"
        exit ;;
      run) ;;
      *) exit 0 ;;
    esac
    while :; do
      case $1 in
        --rm) shift ;;
        --name) echo $$ > ${directory}/"$2"; shift 2 ;;
        --volume) case $2 in *:${OPT_ML}) OPT_ML=\${2%%:*}; export OPT_ML ;; esac; shift 2 ;;
        --env|--network|--network-alias|--hostname|--publish|--entrypoint) shift 2 ;;
        *) break ;;
      esac
    done
    [ "$1" = broken ] && echo 'no such image' >&2 && exit 125
    shift
    PORT=$(sed -n 's/.*port) echo "127.0.0.1:\\([0-9]*\\)".*/\\1/p' "$0")
    export PORT
    exec python3 -B ${join(SAMPLE, 'program.py')} "$@"
  `);
  chmodSync(file, 0o755);
  return { file, calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []) };
}

const SPECIFICATION = ['--specification', join(SAMPLE, 'algorithm.json')];

test('an image is run as the service runs it', async () => {
  const engine = await fakeEngine();
  const tried = await command(['registry/model:v1', ...SPECIFICATION, '--json', '--max-payload', '1', '--only', 'stop,inference', '--stop-hyperparameter',
    'epochs=1000000'], { ...process.env, CDK_DOCKER: engine.file });

  expect(Object.values(checksOf(tried)).filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  const [first] = engine.calls();
  const [, name, optMl] = /^run --rm --name (\S+) --network none --volume (\S+):\/opt\/ml /.exec(first)!;
  expect(first).toBe(
    `run --rm --name ${name} --network none --volume ${optMl}:${OPT_ML} --volume ${optMl}/${INPUT}:${OPT_ML}/${INPUT}:ro `
    + '--env SM_MODEL_DIR=/opt/ml/model --env SM_OUTPUT_DIR=/opt/ml/output --env SM_CHANNEL_TRAIN=/opt/ml/input/data/train --env FILE_FORMAT=csv '
    + 'registry/model:v1 train',
  );
  const stopped = engine.calls().find((call) => call.startsWith('kill --signal TERM'))!.split(' ').pop();
  expect(engine.calls().filter((call) => call.includes(stopped!))).toHaveLength(2);
  const server = engine.calls().find((call) => call.endsWith(' serve'))!;
  expect(server).toMatch(/^run --rm --name \S+ --publish 127\.0\.0\.1::8080 --volume \S+:\/opt\/ml --env SAGEMAKER_BATCH=true .* registry\/model:v1 serve$/);
  expect(engine.calls()).toContainEqual(expect.stringMatching(/^port \S+ 8080$/));
});

test('a directory is built first', async () => {
  const engine = await fakeEngine();
  await command([SAMPLE, ...SPECIFICATION, '--only', 'training'], { ...process.env, CDK_DOCKER: engine.file });

  const [build, run] = engine.calls();
  const [, tag] = /^build --tag (cdk-cleanrooms-ml-try:[0-9a-f]+) (\S+)$/.exec(build)!;
  expect(build.endsWith(` ${SAMPLE}`)).toBe(true);
  expect(run.endsWith(` ${tag} train`)).toBe(true);
});

test('entrypoint and arguments take the place of those of the image', async () => {
  const engine = await fakeEngine();
  const run = async (...args: string[]) => {
    await command(['image', ...SPECIFICATION, '--only', 'training', ...args], { ...process.env, CDK_DOCKER: engine.file });
    return engine.calls().filter((call) => call.startsWith('run ')).pop()!;
  };

  expect(await run('--entrypoint', 'python3', '--entrypoint', 'train.py')).toMatch(/ --entrypoint python3 image train\.py$/);
  expect(await run('--argument', 'fit', '--argument=--fast')).toMatch(/ image fit --fast$/);
});

test('several hosts share a network without a way out, which is removed', async () => {
  const engine = await fakeEngine();
  await command(['image', ...SPECIFICATION, '--only', 'instances'], { ...process.env, CDK_DOCKER: engine.file });

  const calls = engine.calls();
  const [, network] = /^network create --internal (\S+)$/.exec(calls.find((call) => call.startsWith('network create'))!)!;
  expect(calls.filter((call) => call.includes(`--network ${network} --network-alias `)).map((call) => /--hostname (\S+)/.exec(call)![1]).sort()).toEqual(['algo-1', 'algo-2']);
  expect(calls.pop()).toBe(`network rm ${network}`);
});

test('the engine is the one that CDK uses, or the first on the PATH', async () => {
  const [docker, podman] = [await fakeEngine(), await fakeEngine('podman')];
  const directories = [podman, docker].map(({ file }) => join(file, '..'));
  const empty = join(temporaryDirectory(), 'empty');
  mkdirSync(empty);

  await command(['image', '--only', 'training'], { PATH: [empty, ...directories].join(':') });
  const runs = () => [docker, podman].map((engine) => engine.calls().filter((call) => call.startsWith('run ')).length);
  expect(runs()).toEqual([1, 0]);
  await command(['image', '--only', 'training'], { PATH: directories[0] });
  expect(runs()).toEqual([1, 1]);
  expect(await command(['image'], { PATH: empty })).toEqual({
    status: 1, out: '', error: 'cdk-cleanrooms-ml: there is no docker, finch, podman on the PATH; set CDK_DOCKER, or try the program itself with --command\n',
  });
});

test('a failure of the engine is none of the container', async () => {
  const engine = await fakeEngine();

  expect(await command(['broken', '--only', 'training'], { ...process.env, CDK_DOCKER: engine.file })).toEqual({
    status: 1, out: '', error: `cdk-cleanrooms-ml: ${engine.file} failed: no such image\n`,
  });
});

test('the command ends as soon as the engine has failed', async () => {
  const engine = await fakeEngine();
  const { status, signal } = spawnSync(process.execPath, [join(__dirname, '..', '..', 'bin', 'cdk-cleanrooms-ml'), 'try', 'broken'], {
    env: { ...process.env, CDK_DOCKER: engine.file }, timeout: 30_000,
  });

  expect({ status, signal }).toEqual({ status: 1, signal: null });
});
