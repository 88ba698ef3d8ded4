/** The changes that mutants are made of, on a few functions in the manner of the handlers. */
import { transformSync } from 'esbuild';
import {
  body, condition, dropMember, dropOperand, dropStatement, parsed, replace, replaceStatement, value, variantsOf, type Mistake, type Mutation,
} from '../../simulation/mutation';

const REQUESTS = `
  interface Request { readonly id: string; readonly kind?: string }

  const LIMIT = 300;
  const NAMES = ['first', 'second'] as const;

  export function isOver(entry: Entry | undefined, request: Request): boolean {
    // It is active.
    return entry !== undefined && (entry.request!.id === request.id || entry.superseded.includes(request.id));
  }

  async function send(context: Context, entry: Entry): Promise<string | undefined> {
    const now = context.now();
    const name = entry.name ?? DEFAULT.name;
    if (entry?.isTaken) {
      throw new Error('taken');
    }
    await save(context.ledger, announced(entry, { name, at: now }));
    try {
      return await context.client.create({ name, ...(entry.parent === undefined ? {} : { parent: entry.parent }) });
    } catch (error) {
      if (error instanceof Failure && error.meaning !== 'unknown') {
        await save(context.ledger, refused(entry));
      }
      throw error;
    }
  }
`;

const LOOKS = `
  class Look {
    private async remove(entry: Entry): Promise<void> {
      for (const orphan of (await this.read()).orphans) {
        await this.type.remove(orphan);
      }
    }
  }

  const engine = {
    remove: async (entry: Entry) => (isFailure(entry) && entry.meaning !== 'unknown'),
  };

  const isKept = ({ status }: Entry) => status === 'ACTIVE';

  function perform(step: Step): string {
    switch (step.do) {
      case 'wait':
        return step.why;
      case 'tag': {
        applyTags(step);
        return 'done';
      }
      default:
        return 'nothing';
    }
  }
`;

const HANDLERS = parsed(new Map([['lambda/requests.ts', REQUESTS], ['lambda/looks.ts', LOOKS]]));

const variants = (change: Mutation, mistake: Partial<Mistake> = {}) => variantsOf(HANDLERS, { name: 'a mistake', change, ...mistake });

const javascriptOf = (source: string) => transformSync(source, { loader: 'ts' }).code;

/** What is different in the JavaScript, line by line. */
function differenceOf(texts: ReadonlyMap<string, string>): string[] {
  return [...texts].flatMap(([file, text]) => {
    const [before, after] = [HANDLERS.sources.get(file)!.text, text].map((each) => javascriptOf(each).split('\n').map((line) => line.trim()));
    return [...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`), ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)];
  });
}

function differences(change: Mutation, mistake?: Partial<Mistake>): string[] {
  return variants(change, mistake).flatMap(({ texts }) => differenceOf(texts));
}

test.each<[string, Mutation, string[]]>([
  ['an expression is replaced', replace('send', 'DEFAULT.name', "'none'"), [
    '- const name = entry.name ?? DEFAULT.name;', '+ const name = entry.name ?? "none";',
  ]],
  ['a replacement uses what the pattern stands for', replace('send', 'await save(_, announced(...$all))', 'announced(...$all)'), [
    '- await save(context.ledger, announced(entry, { name, at: now }));', '+ announced(entry, { name, at: now });',
  ]],
  ['a name with a `$` stands for one thing', replace('send', '$id === undefined ? {} : { parent: $id }', '{ parent: $id ?? 0 }'), [
    '- return await context.client.create({ name, ...entry.parent === void 0 ? {} : { parent: entry.parent } });',
    '+ return await context.client.create({ name, ...{ parent: entry.parent ?? 0 } });',
  ]],
  ['a condition never holds', condition('send', 'isTaken', false), ['- if (entry?.isTaken) {', '+ if (false) {']],
  ['a condition of an arrow function always holds', condition('isKept', "status === 'ACTIVE'", true), [
    '- const isKept = ({ status }) => status === "ACTIVE";', '+ const isKept = ({ status }) => true;',
  ]],
  ['the last operand is dropped', dropOperand('send', "meaning !== 'unknown'"), [
    '- if (error instanceof Failure && error.meaning !== "unknown") {', '+ if (error instanceof Failure) {',
  ]],
  ['the first operand is dropped', dropOperand('send', 'error instanceof Failure'), [
    '- if (error instanceof Failure && error.meaning !== "unknown") {', '+ if (error.meaning !== "unknown") {',
  ]],
  ['an operand in parentheses is dropped', dropOperand('isOver', 'id === id || _'), [
    '- return entry !== void 0 && (entry.request.id === request.id || entry.superseded.includes(request.id));', '+ return entry !== void 0;',
  ]],
  ['an operand of `??` is dropped', dropOperand('send', 'entry.name'), ['- const name = entry.name ?? DEFAULT.name;', '+ const name = DEFAULT.name;']],
  ['a member of an object is dropped', dropMember('send', 'at'), [
    '- await save(context.ledger, announced(entry, { name, at: now }));', '+ await save(context.ledger, announced(entry, { name }));',
  ]],
  ['a member that is spread is dropped', dropMember('send', '...parent === undefined ? _ : _'), [
    '- return await context.client.create({ name, ...entry.parent === void 0 ? {} : { parent: entry.parent } });',
    '+ return await context.client.create({ name });',
  ]],
  ['an element of a list is dropped', dropMember('NAMES', "'first'"), ['- const NAMES = ["first", "second"];', '+ const NAMES = ["second"];']],
  ['a statement is dropped', dropStatement('send', 'await save(_, announced(..._));'), [
    '- await save(context.ledger, announced(entry, { name, at: now }));', '+ {',
  ]],
  ['a statement is replaced', replaceStatement('send', 'if (isTaken) _', 'return undefined;'), [
    '- if (entry?.isTaken) {', '- throw new Error("taken");', '+ {', '+ return void 0;',
  ]],
  ['a function does something else', body('isOver', 'return false;'), [
    '- return entry !== void 0 && (entry.request.id === request.id || entry.superseded.includes(request.id));', '+ return false;',
  ]],
  ['an arrow function does something else', body('isKept', 'return true;'), [
    '- const isKept = ({ status }) => status === "ACTIVE";', '+ const isKept = ({ status }) => {', '+ return true;',
  ]],
  ['a case of a switch does something else', body('perform.tag', "return 'not done';"), [
    '- applyTags(step);', '- return "done";', '+ return "not done";',
  ]],
  ['the default of a switch does something else', body('perform.default', 'return undefined;'), ['- default:', '- return "nothing";', '+ default: {', '+ return void 0;']],
  ['a constant has another value', value('LIMIT', '20'), ['- const LIMIT = 300;', '+ const LIMIT = 20;']],
  ['a constant of a function has another value', value('send.now', '0'), ['- const now = context.now();', '+ const now = 0;']],
  ['a method is told from others by its class', replace('Look.remove', '(await read()).orphans', '[]'), [
    '- for (const orphan of (await this.read()).orphans) {', '+ for (const orphan of []) {',
  ]],
])('%s', (_, change, expected) => {
  expect(differences(change)).toEqual(expected);
});

test.each([
  ['white space', 'now  (  )'], ['parentheses', '(now())'], ['what stands before a name', 'context.now()'], ['the type', 'now() as number'], ['`?.`', 'context?.now()'],
])('%s makes no difference to what a pattern matches', (_, pattern) => {
  expect(differences(replace('send', pattern, '0'))).toEqual(['- const now = context.now();', '+ const now = 0;']);
});

test.each(['now(_)', 'other.now()', '-now()', 'later()', "'now()'", '!entry'])('%s is something else', (pattern) => {
  expect(() => variants(replace('send.now', pattern, '0'))).toThrow('has 0 places instead of 1');
});

test('a change in two functions is two variants', () => {
  const both = variants(dropOperand(['send', 'remove'], "meaning !== 'unknown'"), { places: 2 });

  expect(both.map(({ place }) => place)).toEqual(['send (lambda/requests.ts:22)', 'engine.remove (lambda/looks.ts:11)']);
  expect(both.map(({ texts }) => [...texts.keys()])).toEqual([['lambda/requests.ts'], ['lambda/looks.ts']]);
});

test('what has to be changed as well is changed in each variant', () => {
  const both = variants(dropOperand(['send', 'remove'], "meaning !== 'unknown'"), { places: 2, also: [body('isOver', 'return false;')] });

  expect(both.map(({ texts }) => differenceOf(texts).filter((line) => line.startsWith('+')))).toEqual([
    ['+ return false;', '+ if (error instanceof Failure) {'],
    ['+ return false;', '+ remove: async (entry) => isFailure(entry)'],
  ]);
});

test('a name that is gone is reported, with where else the change could be', () => {
  expect(() => variants(dropOperand('train', "meaning !== 'unknown'"))).toThrow([
    'the mutant "a mistake" has 0 places instead of 1: without the operand `meaning !== \'unknown\'`, in train',
    '  nothing is named train',
    '  elsewhere: send (lambda/requests.ts:22): error.meaning !== \'unknown\'',
    '  elsewhere: engine.remove (lambda/looks.ts:11): entry.meaning !== \'unknown\'',
  ].join('\n'));
});

test('a constant whose function is gone is reported, with those of the same name', () => {
  expect(() => variants(value('train.now', '0'))).toThrow([
    '  nothing is named train.now',
    '  elsewhere: send.now (lambda/requests.ts:13): context.now()',
  ].join('\n'));
});

test('what the function does not have is reported, with what it has', () => {
  expect(() => variants(dropOperand('isOver', 'isTaken'))).toThrow([
    '  not in isOver',
    '  candidate: isOver (lambda/requests.ts:9): entry !== undefined',
    '  candidate: isOver (lambda/requests.ts:9): entry.request!.id === request.id || entry.superseded.includes(request.id)',
    '  candidate: isOver (lambda/requests.ts:9): entry.request!.id === request.id',
    '  candidate: isOver (lambda/requests.ts:9): entry.superseded.includes(request.id)',
  ].join('\n'));
});

test('more places than the mistake says are reported', () => {
  expect(() => variants(replace('send', 'await save(..._)', 'entry'))).toThrow([
    'the mutant "a mistake" has 2 places instead of 1: `entry` for `await save(..._)`, in send',
    '  found: send (lambda/requests.ts:18): await save(context.ledger, announced(entry, { name, at: now }))',
    '  found: send (lambda/requests.ts:23): await save(context.ledger, refused(entry))',
  ].join('\n'));
});

test('two places in one of two functions are not one in each', () => {
  expect(() => variants(replace(['send', 'remove'], 'await save(..._)', 'entry'), { places: 2 })).toThrow('not in remove');
});

test('changes that overlap are an error', () => {
  expect(() => variants(dropStatement('send', 'if (isTaken) _'), { also: [condition('send', 'isTaken', false)] })).toThrow('overlap');
});

test.each(['', 'a b', 'a; b'])('the pattern "%s" is an error', (pattern) => {
  expect(() => replace('send', pattern, '0')).toThrow('is not one expression or statement');
});

test('a replacement names nothing that the pattern does not', () => {
  expect(() => variants(replace('send', 'isTaken', '$taken'))).toThrow('the pattern has no $taken');
});
