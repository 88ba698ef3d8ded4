/** Mistakes in the sample, one at a time, and the line of the report that each of them is found by. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checksOf, command, type Patch, programOf, requirePython, SAMPLE, temporaryDirectory, variant } from './sample';
import { problemOfNamespaces } from '../../try/namespaces';
import type { Verdict } from '../../try/verdict';

interface Mistake {
  readonly name: string;
  readonly patches: readonly Patch[];
  readonly args: readonly string[];
  readonly check: string;
  readonly verdict: Verdict;
  readonly found: RegExp;
  readonly advice: RegExp;
  /** Whether it can be found in namespaces alone. */
  readonly needsNamespaces?: boolean;
}

const train = (from: string, to: string): Patch => ({ file: 'train.py', from, to });
const serve = (from: string, to: string): Patch => ({ file: 'serve.py', from, to });
const SAVE = '        model.save(MODEL)\n';
const STOP = ['--only', 'stop', '--stop-hyperparameter', 'epochs=1000000', '--stop-timeout', '0.7'];
const HANDLER = 'signal.signal(signal.SIGTERM, stop)';

const TRAINING: readonly Mistake[] = [
  {
    name: 'writes no model',
    patches: [train(SAVE, '')],
    args: ['--only', 'training'],
    check: 'model',
    verdict: 'fail',
    found: /^\/opt\/ml\/model is empty$/,
    advice: /Write the model to \/opt\/ml\/model/,
  },
  {
    name: 'writes a failure file although it succeeds',
    patches: [train(SAVE, `${SAVE}        FAILURE.write_text("nothing happened")\n`)],
    args: ['--only', 'training'],
    check: 'failure file',
    verdict: 'fail',
    found: /although the status is 0: "nothing happened"/,
    advice: /only when the training fails/,
  },
  {
    name: 'ends with another status than 0',
    patches: [train(SAVE, `${SAVE}        raise SystemExit(3)\n`)],
    args: ['--only', 'training'],
    check: 'exit status',
    verdict: 'fail',
    found: /^it ended with status 3: "auc=/,
    advice: /End with status 0/,
  },
  {
    name: 'does not end',
    patches: [train(SAVE, `${SAVE}        signal.pause()\n`)],
    args: ['--only', 'training', '--timeout', '1'],
    check: 'exit status',
    verdict: 'fail',
    found: /^it was killed after \d+\.\d s$/,
    advice: /--timeout/,
  },
  {
    name: 'ignores SIGTERM',
    patches: [train(HANDLER, 'signal.signal(signal.SIGTERM, signal.SIG_IGN)')],
    args: STOP,
    check: 'SIGTERM',
    verdict: 'fail',
    found: /did not end within 0\.7 s of SIGTERM, and was killed/,
    advice: /Handle SIGTERM/,
  },
  {
    name: 'does not handle SIGTERM, which process 1 of a container has to',
    patches: [train(HANDLER, 'pass')],
    args: STOP,
    check: 'SIGTERM',
    verdict: 'fail',
    found: /did not end within/,
    advice: /ENTRYPOINT as a list/,
    needsNamespaces: true,
  },
  {
    name: 'ends on SIGTERM without saving what it has learned',
    patches: [train(HANDLER, 'signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))')],
    args: [...STOP, '--stop-timeout', '20'],
    check: 'SIGTERM',
    verdict: 'warning',
    found: /after SIGTERM, without a model$/,
    advice: /Save the model before it ends/,
  },
  {
    name: 'writes a metric in other words',
    patches: [train('print(f"auc={', 'print(f"AUC: {')],
    args: ['--only', 'training'],
    check: 'metric auc',
    verdict: 'fail',
    found: /^nothing that was written matches auc=\(\[0-9\.\]\+\)$/,
    advice: /change its regular expression/,
  },
  {
    name: 'has a metric whose expression has no group',
    patches: [{ file: 'algorithm.json', from: 'loss=([0-9.]+)', to: 'loss=[0-9.]+' }],
    args: ['--only', 'training'],
    check: 'metric loss',
    verdict: 'fail',
    found: /a value is not a number/,
    advice: /Put a group around the number/,
  },
  {
    name: 'writes a model above the cap',
    patches: [train(SAVE, `${SAVE}        (MODEL / "weights").write_bytes(bytes(11_000_000))\n`)],
    args: ['--only', 'training', '--max-artifact-size', '0.01'],
    check: 'artifact size',
    verdict: 'fail',
    found: /^11\.0 MB, and the cap is 0\.01 GB$/,
    advice: /higher maxArtifactSize/,
  },
  {
    name: 'writes a model above the cap of exports',
    patches: [train(SAVE, `${SAVE}        (MODEL / "weights").write_bytes(bytes(11_000_000))\n`)],
    args: ['--only', 'training', '--max-artifact-size', '1', '--max-export-size', '0.01'],
    check: 'export size',
    verdict: 'fail',
    found: /^11\.0 MB/,
    advice: /higher maxSize of exports/,
  },
  {
    name: 'loads something from the network',
    patches: [train('    base = base_model()\n', '    import urllib.request\n    urllib.request.urlopen("http://192.0.2.1/weights", timeout=2)\n    base = base_model()\n')],
    args: ['--only', 'training'],
    check: 'no network',
    verdict: 'fail',
    found: /Network is unreachable/,
    advice: /into the image/,
    needsNamespaces: true,
  },
  {
    name: 'tries to reach the network, and goes on without it',
    patches: [train(
      '    base = base_model()\n',
      '    import socket\n    try:\n        socket.create_connection(("192.0.2.1", 443), timeout=2)\n    except OSError:\n        pass\n    base = base_model()\n',
    )],
    args: ['--only', 'training'],
    check: 'no network',
    verdict: 'warning',
    found: /^1 attempt to reach it; the training succeeds without$/,
    advice: /Attempts can last/,
    needsNamespaces: true,
  },
  {
    name: 'writes to its input',
    patches: [train('    base = base_model()\n', '    (channel_directory(TRAINING_CHANNEL) / "index").write_text("")\n    base = base_model()\n')],
    args: ['--only', 'training'],
    check: 'read-only input',
    verdict: 'fail',
    found: /\/opt\/ml\/input/,
    advice: /Copy what has to be changed/,
  },
  {
    name: 'takes a hyperparameter for a number',
    patches: [train('int(hyperparameters.get("epochs", "20"))', 'hyperparameters["epochs"] + 0')],
    args: ['--only', 'training'],
    check: 'hyperparameters',
    verdict: 'fail',
    found: /succeeds only with numbers/,
    advice: /every one arrives as a string/,
  },
  {
    name: 'needs the SM_ variables',
    patches: [{ file: 'contract.py', from: 'os.environ.get("SM_MODEL_DIR", OPT_ML / "model")', to: 'os.environ["SM_MODEL_DIR"]' }],
    args: ['--only', 'variables'],
    check: 'without SM_ variables',
    verdict: 'fail',
    found: /^without them it ended with status 1: "KeyError: 'SM_MODEL_DIR'"$/,
    advice: /os\.environ\.get/,
  },
  {
    name: 'is not deterministic',
    patches: [train('random.Random(int(hyperparameters.get("seed", "0")))', 'random.Random()')],
    args: ['--only', 'again'],
    check: 'second run',
    verdict: 'warning',
    found: /^the second training wrote another model\.json$/,
    advice: /from a seed/,
  },
  {
    name: 'does not read the pipe',
    patches: [{ file: 'contract.py', from: 'if mode == "Pipe":', to: 'if mode == "never":' }],
    args: ['--only', 'pipe'],
    check: 'Pipe mode',
    verdict: 'fail',
    found: /^nobody read \/opt\/ml\/input\/data\/train_0$/,
    advice: /do not list Pipe/,
  },
  {
    name: 'ignores the model of its parent',
    patches: [train('    base = base_model()\n', '    base = None\n')],
    args: ['--only', 'again,incremental', '--incremental-channel', 'base'],
    check: 'incremental training',
    verdict: 'fail',
    found: /the same as without a parent/,
    advice: /\/opt\/ml\/input\/data\/base/,
  },
  {
    name: 'takes the model of its parent as files alone',
    patches: [train('if archive.exists():', 'if False:')],
    args: ['--only', 'again,incremental', '--incremental-channel', 'base'],
    check: 'incremental training',
    verdict: 'warning',
    found: /not from model\.tar\.gz/,
    advice: /Take both/,
  },
  {
    name: 'cannot train on several hosts',
    patches: [{ file: 'averaging.py', from: '        send(hosts[0], ', to: '        raise ValueError("one host only")\n        send(hosts[0], ' }],
    args: ['--only', 'instances'],
    check: 'several instances',
    verdict: 'fail',
    found: /^it ended with status 1 on algo-2: "ERROR ValueError: one host only"$/,
    advice: /SupportsDistributedTraining/,
    needsNamespaces: true,
  },
  {
    name: 'succeeds without rows',
    patches: [train('        raise ValueError("the channel has no rows")', '        return')],
    args: ['--only', 'empty'],
    check: 'no rows',
    verdict: 'warning',
    found: /ends with status 0/,
    advice: /A query can give no rows/,
  },
  {
    name: 'does not say why it fails',
    patches: [train('        FAILURE.write_text(f"{type(error).__name__}: {error}")\n', '')],
    args: ['--only', 'empty'],
    check: 'reason of a failure',
    verdict: 'fail',
    found: /\/opt\/ml\/output\/failure does not say why/,
    advice: /write the reason/,
  },
  {
    name: 'says in numbers why it fails, which are redacted',
    patches: [train('f"{type(error).__name__}: {error}")\n        print', '"4711")\n        print')],
    args: ['--only', 'empty', '--redact', 'NUMBERS'],
    check: 'error summary',
    verdict: 'warning',
    found: /^the redaction leaves nothing of it: "\[REDACTED\]"$/,
    advice: /in words that are not redacted/,
  },
  {
    name: 'writes a row of the data',
    patches: [train('    base = base_model()\n', '    print("first row:", rows[0])\n    base = base_model()\n')],
    args: ['--only', 'training'],
    check: 'no data in the output',
    verdict: 'warning',
    found: /^1 line with values of the data$/,
    advice: /Write no data/,
  },
];

const INFERENCE: readonly Mistake[] = [
  {
    name: 'takes another content type',
    patches: [serve('if content_type != "text/csv":', 'if content_type != "application/json":')],
    args: [],
    check: 'one record',
    verdict: 'fail',
    found: /^status 415/,
    advice: /Take the content type text\/csv/,
  },
  {
    name: 'does not start',
    patches: [serve('    Handler.model = ', '    raise OSError("no model")\n    Handler.model = ')],
    args: [],
    check: 'ping',
    verdict: 'fail',
    found: /^the container ended with 1: "OSError: no model"$/,
    advice: /port 8080/,
  },
  {
    name: 'takes too long for a ping',
    patches: [serve('            self.answer(200)\n', '            import time; time.sleep(2.2)\n            self.answer(200)\n')],
    args: [],
    check: 'ping',
    verdict: 'fail',
    found: /^it is answered after \d+\.\d s, and has to be within 2 s$/,
    advice: /not in a ping/,
  },
  {
    name: 'answers a ping with a body',
    patches: [serve('            self.answer(200)\n', '            self.answer(200, "healthy", "text/plain")\n')],
    args: [],
    check: 'body of a ping',
    verdict: 'fail',
    found: /^the body is "healthy"$/,
    advice: /empty body/,
  },
  {
    name: 'has wrong execution parameters',
    patches: [serve('"MULTI_RECORD"', '"MultiRecord"')],
    args: [],
    check: 'execution parameters',
    verdict: 'fail',
    found: /^BatchStrategy must be one of MULTI_RECORD, SINGLE_RECORD, got "MultiRecord"$/,
    advice: /or status 404/,
  },
  {
    name: 'expects a header on every request',
    patches: [serve('    if lines and is_header(lines[0]):\n        lines = lines[1:]\n', '    lines = lines[1:]\n')],
    args: [],
    check: 'several records',
    verdict: 'fail',
    found: /^9 lines for 10 records: the first record is taken for a header$/,
    advice: /Most requests have no header/,
  },
  {
    name: 'takes a header for a record',
    patches: [serve('if lines and is_header(lines[0]):', 'if False:')],
    args: [],
    check: 'header line',
    verdict: 'fail',
    found: /^status 400/,
    advice: /Skip a first line that has names/,
  },
  {
    name: 'puts no newline after a record',
    patches: [serve('return "".join(f"{model.score([float(value) for value in line.split(\',\')]):.6f}\\n" for line in lines)',
      'return "\\n".join(f"{model.score([float(value) for value in line.split(\',\')]):.6f}" for line in lines)')],
    args: [],
    check: 'newlines',
    verdict: 'fail',
    found: /^9 newlines after 10 records$/,
    advice: /the last one too/,
  },
  {
    name: 'drops records',
    patches: [serve('for line in lines)', 'for line in lines[:5])')],
    args: [],
    check: 'several records',
    verdict: 'fail',
    found: /^5 lines for 10 records$/,
    advice: /one line for each record/,
  },
  {
    name: 'answers records in another order',
    patches: [serve('for line in lines)', 'for line in sorted(lines))')],
    args: [],
    check: 'order of records',
    verdict: 'warning',
    found: /other answers in reversed order/,
    advice: /in the order of the request/,
  },
  {
    name: 'answers with another content type',
    patches: [serve('scores(self.model, body), "text/csv"', 'scores(self.model, body), "application/json"')],
    args: [],
    check: 'response type',
    verdict: 'fail',
    found: /^the request accepts text\/csv, the response is application\/json$/,
    advice: /SupportedResponseMIMETypes/,
  },
  {
    name: 'refuses a large payload',
    patches: [serve('        try:\n', '        if len(body) > 100_000:\n            return self.answer(413)\n        try:\n')],
    args: [],
    check: 'largest payload',
    verdict: 'fail',
    found: /^status 413$/,
    advice: /--max-payload/,
  },
  {
    name: 'fails at an empty payload',
    patches: [serve('if lines and is_header(lines[0]):', 'if is_header(lines[0]):')],
    args: [],
    check: 'empty payload',
    verdict: 'fail',
    found: /^no reply \(/,
    advice: /status 200 and an empty body/,
  },
  {
    name: 'ends at a request that it cannot answer',
    patches: [serve('if lines and is_header(lines[0]):', 'if not lines:\n        os._exit(1)\n    if is_header(lines[0]):')],
    args: [],
    check: 'ping afterwards',
    verdict: 'fail',
    found: /^the container has ended with 1$/,
    advice: /go on/,
  },
];

const PORT = 18_318;
let model: string;
let hasNamespaces: boolean;

beforeAll(async () => {
  requirePython();
  hasNamespaces = await problemOfNamespaces() === undefined;
  // One model for all inference containers.
  const kept = await command([...programOf(SAMPLE), '--only', 'training', '--json', '--keep']);
  const workspace = /kept (\S+)/.exec(kept.error)![1];
  model = join(temporaryDirectory(), 'model');
  mkdirSync(model);
  cpSync(join(workspace, 'training-1', 'model'), model, { recursive: true });
  rmSync(workspace, { recursive: true });
});

async function isFound({ patches, args, check, verdict, found, advice, needsNamespaces }: Mistake): Promise<void> {
  const tried = await command([...programOf(variant(...patches)), ...args, '--json', '--strict']);
  const result = checksOf(tried)[check];
  if (needsNamespaces && !hasNamespaces) {
    expect(result.verdict).not.toBe('fail');
    return;
  }
  expect(result).toMatchObject({ verdict, found: expect.stringMatching(found), advice: expect.stringMatching(advice) });
  expect(tried.status).toBe(1);
}

test.each(TRAINING)('a training container that $name', (mistake) => isFound(mistake));

test.each(INFERENCE)('an inference container that $name', (mistake) => (
  isFound({ ...mistake, args: ['--only', 'inference', '--model', model, '--max-payload', '1', '--port', String(PORT), '--inference-environment', `PORT=${PORT}`] })));
