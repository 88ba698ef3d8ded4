/**
 * Deliberate mistakes, as changes of the syntax tree. A mutation names the function that it is in, and never a file, so it
 * survives a move of the code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { isSpread, isWrapper, partsOf, SyntaxPattern, withCaptures } from './syntax-pattern';

/** A piece of source that another one takes the place of. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Mutation {
  /**
   * The names of what it is in: functions, methods, classes, constants or cases of a `switch`. Where one name is not enough,
   * those around it come first: `Look.remove`, `drain.running`, `perform.cancel`.
   */
  readonly scopes: readonly string[];
  /** What it changes, for whoever looks for it. */
  readonly description: string;
  /** What it replaces or leaves out. @default - all that its scope is */
  readonly pattern?: SyntaxPattern;
  /** The nodes of a scope that it could be about. */
  readonly candidates: (scope: ts.Node) => readonly ts.Node[];
  /** Nothing when it is not about this node. */
  readonly edit: (candidate: ts.Node) => Edit | undefined;
}

export interface Mistake {
  readonly name: string;
  readonly change: Mutation;
  /** Where two guards stand in the way of the mistake, it is made in both. */
  readonly also?: readonly Mutation[];
  /** How many places there are for the change. Each is a variant of the mistake. @default 1 */
  readonly places?: number;
}

/** The mistake, made at one place. */
export interface Variant {
  /** The function and its file, for the reader of a result. */
  readonly place: string;
  /** The texts of the changed files, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** One function, or each of several. */
type In = string | readonly string[];

/** Another expression takes the place of an expression. */
export function replace(scopes: In, pattern: string, code: string): Mutation {
  const wanted = SyntaxPattern.expression(pattern);
  return {
    scopes: [scopes].flat(),
    pattern: wanted,
    description: `\`${code}\` for \`${pattern}\``,
    candidates: (scope) => expressionsIn(scope).filter((node) => wanted.isLike(node) || wanted.match(node) !== undefined),
    edit: (node) => {
      const captures = wanted.match(node);
      return captures && replacing(node, `(${withCaptures(code, captures)})`);
    },
  };
}

/** A condition always holds, or never. */
export function condition(scopes: In, pattern: string, holds: boolean): Mutation {
  return replace(scopes, pattern, String(holds));
}

/** An operand of `&&`, `||` or `??` is left out. */
export function dropOperand(scopes: In, pattern: string): Mutation {
  const wanted = SyntaxPattern.expression(pattern);
  return {
    scopes: [scopes].flat(),
    pattern: wanted,
    description: `without the operand \`${pattern}\``,
    candidates: (scope) => expressionsIn(scope).filter((node) => chainOf(node) !== undefined),
    edit: (node) => {
      const chain = chainOf(node)!;
      const isLeft = chain.left.getStart() <= node.getStart() && node.getEnd() <= chain.left.getEnd();
      return wanted.match(node) && replacing(chain, (isLeft ? chain.right : chain.left).getText());
    },
  };
}

/** A member of an object, or an element of a list, is left out. */
export function dropMember(scopes: In, pattern: string): Mutation {
  const spread = /^\.\.\./.test(pattern);
  const wanted = SyntaxPattern.expression(pattern.replace(/^\.\.\./, ''));
  return {
    scopes: [scopes].flat(),
    pattern: wanted,
    description: `without the member \`${pattern}\``,
    candidates: (scope) => nodesIn(scope).filter((node) => siblingsOf(node) !== undefined && isSpread(node) === spread),
    edit: (node) => (wanted.match(subjectOf(node)) && replacing(node, '', siblingsOf(node)!)),
  };
}

/** Other statements take the place of a statement. */
export function replaceStatement(scopes: In, pattern: string, code: string): Mutation {
  const wanted = SyntaxPattern.statement(pattern);
  return {
    scopes: [scopes].flat(),
    pattern: wanted,
    description: `\`${code}\` for \`${pattern}\``,
    candidates: (scope) => nodesIn(scope).filter((node) => ts.isStatement(node) && wanted.isLike(node)),
    edit: (node) => {
      const captures = wanted.match(node);
      return captures && replacing(node, `{ ${withCaptures(code, captures)} }`);
    },
  };
}

/** A statement is left out. */
export function dropStatement(scopes: In, pattern: string): Mutation {
  return { ...replaceStatement(scopes, pattern, ''), description: `without the statement \`${pattern}\`` };
}

/** A function, or the case of a `switch`, does something else. */
export function body(scopes: In, code: string): Mutation {
  return {
    scopes: [scopes].flat(),
    description: `\`${code}\` instead of what it does`,
    candidates: (scope) => {
      const subject = ts.isVariableDeclaration(scope) || ts.isPropertyAssignment(scope) ? scope.initializer : scope;
      return subject !== undefined && (ts.isCaseOrDefaultClause(subject) || (ts.isFunctionLike(subject) && 'body' in subject)) ? [subject] : [];
    },
    edit: (node) => {
      if (!ts.isCaseOrDefaultClause(node)) {
        return replacing((node as ts.FunctionLikeDeclaration).body!, `{ ${code} }`);
      }
      const { statements } = node;
      return { start: statements.pos, end: statements.end, text: ` { ${code} }` };
    },
  };
}

/** A constant has another value. */
export function value(scopes: In, code: string): Mutation {
  return {
    scopes: [scopes].flat(),
    description: `\`${code}\` as its value`,
    candidates: (scope) => (ts.isVariableDeclaration(scope) && scope.initializer !== undefined ? [scope.initializer] : []),
    edit: (node) => replacing(node, `(${code})`),
  };
}

/** A part of the handlers that has a name. */
interface Scope {
  readonly node: ts.Node;
  /** The names of those around it and its own, from the outermost. */
  readonly path: readonly string[];
}

export interface Handlers {
  /** By path. */
  readonly sources: ReadonlyMap<string, ts.SourceFile>;
  readonly scopes: readonly Scope[];
}

export function handlersIn(root: string): Handlers {
  const files = readdirSync(path.join(root, 'lambda'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')).sort();
  return parsed(new Map(files.map((file) => [`lambda/${file.split(path.sep).join('/')}`, readFileSync(path.join(root, 'lambda', file), 'utf8')])));
}

export function parsed(texts: ReadonlyMap<string, string>): Handlers {
  const sources = new Map([...texts].map(([file, text]) => [file, ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)]));
  const named = [...sources.values()].flatMap((source) => nodesIn(source)).filter((node) => scopeName(node) !== undefined);
  return { sources, scopes: named.map((node) => ({ node, path: pathOf(node) })) };
}

/**
 * The mistake at each of its places.
 *
 * @throws when there are more or fewer places than the mistake says, with those that it could be about
 */
export function variantsOf(handlers: Handlers, { name, change, also = [], places = 1 }: Mistake): Variant[] {
  const others = also.flatMap((each) => sitesOf(handlers, name, each, 1));
  return sitesOf(handlers, name, change, places).map(({ node, edit }) => ({
    place: placeOf(node),
    texts: changed(handlers, name, [{ node, edit }, ...others]),
  }));
}

interface Site {
  readonly node: ts.Node;
  readonly edit: Edit;
}

/** The scopes that a mutation names. */
interface Named {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

function sitesOf(handlers: Handlers, name: string, mutation: Mutation, places: number): Site[] {
  const named = mutation.scopes.map((wanted): Named => ({ name: wanted, scopes: handlers.scopes.filter((scope) => isNamed(scope, wanted)) }));
  const sites = sitesIn(named.flatMap(({ scopes }) => scopes), mutation);
  const without = named.filter(({ scopes }) => sitesIn(scopes, mutation).length === 0);
  if (sites.length === places && without.length === 0) {
    return sites;
  }
  throw new Error([
    `the mutant "${name}" has ${sites.length} places instead of ${places}: ${mutation.description}, in ${mutation.scopes.join(' and ')}`,
    ...sites.map(({ node }) => `  found: ${described(node)}`),
    ...without.flatMap((each) => remedies(handlers, mutation, each)),
  ].join('\n'));
}

/** What a mutation that finds nothing where it says could be about: the same in other functions, or something else in this one. */
function remedies(handlers: Handlers, mutation: Mutation, { name, scopes }: Named): string[] {
  // What has no pattern is anywhere, so it is looked for under its own name only.
  const others = handlers.scopes.filter((scope) => !mutation.scopes.some((wanted) => isNamed(scope, wanted))
    && (mutation.pattern !== undefined || isNamed(scope, innermost(name))));
  return [
    `  ${scopes.length === 0 ? `nothing is named ${name}` : `not in ${name}`}`,
    ...sitesIn(others, mutation).map(({ node }) => `  elsewhere: ${described(node)}`),
    ...candidatesIn(scopes, mutation).map((node) => `  candidate: ${described(node)}`),
  ];
}

function sitesIn(scopes: readonly Scope[], mutation: Mutation): Site[] {
  return candidatesIn(scopes, mutation).flatMap((node) => {
    const edit = mutation.edit(node);
    return edit === undefined ? [] : [{ node, edit }];
  });
}

function candidatesIn(scopes: readonly Scope[], { candidates }: Mutation): ts.Node[] {
  return [...new Set(scopes.flatMap(({ node }) => candidates(node)))];
}

function described(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return `${placeOf(node)}: ${text.length > 120 ? `${text.slice(0, 120)}...` : text}`;
}

function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return `${pathOf(node).join('.') || 'the module'} (${source.fileName}:${line})`;
}

/** The texts of the files that edits change. */
function changed(handlers: Handlers, name: string, sites: readonly Site[]): Map<string, string> {
  const files = [...handlers.sources].filter(([, source]) => sites.some(({ node }) => node.getSourceFile() === source));
  return new Map(files.map(([file, source]) => {
    const edits = sites.filter(({ node }) => node.getSourceFile() === source).map(({ edit }) => edit).sort((a, b) => b.start - a.start);
    if (edits.some(({ end }, i) => i > 0 && end > edits[i - 1].start)) {
      throw new Error(`the changes of the mutant "${name}" in ${file} overlap`);
    }
    return [file, edits.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), source.text)];
  }));
}

/** Replaces a node; of a list, with the comma that belongs to it. */
function replacing(node: ts.Node, text: string, list: readonly ts.Node[] = [node]): Edit {
  const at = list.indexOf(node);
  const next = list[at + 1];
  const previous = list[at - 1];
  return {
    start: next === undefined && previous !== undefined ? previous.getEnd() : node.getStart(),
    end: next === undefined ? node.getEnd() : next.getStart(),
    text,
  };
}

/** The `&&`, `||` or `??` that a node is an operand of. */
function chainOf(node: ts.Node): ts.BinaryExpression | undefined {
  const { parent } = node;
  if (isWrapper(parent)) {
    return chainOf(parent);
  }
  const isChain = ts.isBinaryExpression(parent)
    && [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken].includes(parent.operatorToken.kind);
  return isChain ? parent : undefined;
}

function siblingsOf({ parent }: ts.Node): readonly ts.Node[] | undefined {
  if (ts.isObjectLiteralExpression(parent)) {
    return parent.properties;
  }
  return ts.isArrayLiteralExpression(parent) ? parent.elements : undefined;
}

/** What a member is known by: its name, what it spreads, or itself. */
function subjectOf(member: ts.Node): ts.Node {
  if (isSpread(member)) {
    return member.expression;
  }
  return ts.isObjectLiteralElementLike(member) && member.name !== undefined ? member.name : member;
}

function nodesIn(scope: ts.Node, nodes: ts.Node[] = []): ts.Node[] {
  nodes.push(scope);
  partsOf(scope).forEach((part) => nodesIn(part, nodes));
  return nodes;
}

/** Without what stands only for a name, and without the parentheses around what is listed itself. */
function expressionsIn(scope: ts.Node): ts.Node[] {
  return nodesIn(scope).filter((node) => ts.isExpression(node) && !isWrapper(node) && !isSpread(node) && !isName(node));
}

function isName(node: ts.Node): boolean {
  const { parent } = node as { readonly parent: { readonly name?: ts.Node; readonly propertyName?: ts.Node } };
  return parent.name === node || parent.propertyName === node;
}

function scopeName(node: ts.Node): string | undefined {
  if (ts.isCaseClause(node)) {
    return ts.isStringLiteral(node.expression) ? node.expression.text : undefined;
  }
  if (ts.isDefaultClause(node)) {
    return 'default';
  }
  const isScope = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isClassDeclaration(node) || ts.isVariableDeclaration(node)
    || (ts.isPropertyAssignment(node) && ts.isFunctionLike(node.initializer));
  return isScope && node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** The names of the scopes around a node and of itself, from the outermost. */
function pathOf(node: ts.Node | undefined): string[] {
  if (node === undefined) {
    return [];
  }
  const own = scopeName(node);
  return [...pathOf(node.parent), ...(own === undefined ? [] : [own])];
}

function innermost(wanted: string): string {
  return wanted.slice(wanted.lastIndexOf('.') + 1);
}

/** Whether a scope has a name, and the names before it around it. */
function isNamed({ path: around }: Scope, wanted: string): boolean {
  if (around[around.length - 1] !== innermost(wanted)) {
    return false;
  }
  let from = 0;
  return wanted.split('.').every((name) => {
    const at = around.indexOf(name, from);
    from = at + 1;
    return at !== -1;
  });
}
