/** The branches of a source, and the same source with a counter in each. */
import { createInstrumenter, type FileCoverage, type Location, type Position } from 'istanbul-lib-instrument';
import * as ts from 'typescript';

/** The global that has the counters of what runs. */
export const COUNTERS = '__branches__';

/** One way on from a decision. */
export interface Branch {
  /** As the counters have it. */
  readonly id: string;
  /** What it is known by wherever its source is moved to: its function and its own text. */
  readonly key: string;
  readonly file: string;
  readonly line: number;
  /** The decision of which it is one way. */
  readonly decision: string;
  /** The text of the decision, as offsets. */
  readonly whole: Extent;
  /** The text that runs in this branch alone, as offsets; empty where there is none. */
  readonly extent: Extent;
}

/** From, and to before. */
export type Extent = readonly [number, number];

export interface CountedSource {
  readonly source: string;
  readonly branches: readonly Branch[];
}

/** Longer texts are cut: what is meant shows before. */
const LONGEST_TEXT = 150;

/** @param file its path in the project */
export function counted(file: string, source: string): CountedSource {
  // Types are counted with, so that positions are those of the source.
  const instrumenter = createInstrumenter({ esModules: true, compact: false, parserPlugins: ['typescript'], coverageVariable: COUNTERS });
  const instrumented = instrumenter.instrumentSync(source, file);
  return { source: instrumented, branches: branchesOf(file, source, instrumenter.lastFileCoverage()) };
}

function branchesOf(file: string, source: string, { branchMap }: FileCoverage): Branch[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const offsetOf = ({ line, column }: Position) => parsed.getPositionOfLineAndCharacter(line - 1, column);
  const extentOf = ({ start, end }: Location): Extent => [offsetOf(start), offsetOf(end)];
  return Object.entries(branchMap).flatMap(([number, { type, loc, locations }]) => {
    const extent = extentOf(loc);
    const { names, node } = enclosing(parsed, extent);
    // A condition without an alternative has no place for it.
    const extents = locations.map((way): Extent => (way.start.line === undefined ? [extent[1], extent[1]] : extentOf(way)));
    const ways = waysOf(type, node, extent, extents, source);
    return ways.map(({ text, extent: own }, i): Branch => ({
      id: branchId(file, number, i),
      key: `${names.join('.')}: ${text}`,
      file,
      line: loc.start.line,
      decision: `${file} ${number}`,
      whole: extent,
      extent: own,
    }));
  });
}

export function branchId(file: string, decision: string, way: number): string {
  return `${file} ${decision} ${way}`;
}

interface Way {
  readonly text: string;
  readonly extent: Extent;
}

/** What a decision is called in each of its ways. */
function waysOf(type: string, node: ts.Node, whole: Extent, extents: readonly Extent[], source: string): Way[] {
  const texts = extents.map(([from, to]) => plain(source.slice(from, to)));
  if (type === 'if' && ts.isIfStatement(node)) {
    const condition = `if (${plain(node.expression.getText())})`;
    const { thenStatement, elseStatement } = node;
    return [
      { text: condition, extent: [thenStatement.getStart(), thenStatement.end] },
      { text: `else of ${condition}`, extent: elseStatement === undefined ? extents[1] : [elseStatement.getStart(), elseStatement.end] },
    ];
  }
  if (type === 'cond-expr' && ts.isConditionalExpression(node)) {
    const condition = plain(node.condition.getText());
    return [{ text: `${condition} ? ${texts[0]}`, extent: extents[0] }, { text: `${condition} ? … : ${texts[1]}`, extent: extents[1] }];
  }
  if (type === 'switch' && ts.isSwitchStatement(node)) {
    const subject = `switch (${plain(node.expression.getText())})`;
    return node.caseBlock.clauses.map((clause, i) => (
      { text: `${subject} ${ts.isCaseClause(clause) ? `case ${plain(clause.expression.getText())}` : 'default'}`, extent: extents[i] }));
  }
  if (type === 'binary-expr') {
    return extents.map((extent, i) => {
      if (i === 0) {
        return { text: `${texts[0]} ${operatorIn(source, extent, extents[1])} …`, extent };
      }
      return { text: `${texts[i - 1]} ${operatorIn(source, extents[i - 1], extent)} ${texts[i]}`, extent };
    });
  }
  // What is left is a default: it runs where an argument or a member is missing.
  return extents.map((extent) => ({ text: `default of ${plain(source.slice(...whole))}`, extent }));
}

function operatorIn(source: string, [, from]: Extent, [to]: Extent): string {
  return /&&|\|\||\?\?/.exec(source.slice(from, to))![0];
}

function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
}

/** The outermost node with an extent, and the names of what it is in, from the outside. */
function enclosing(file: ts.SourceFile, [from, to]: Extent): { readonly names: readonly string[]; readonly node: ts.Node } {
  const names: string[] = [];
  let node: ts.Node = file;
  for (;;) {
    const inner: ts.Node | undefined = node.forEachChild((child) => (child.getStart() <= from && child.end >= to ? child : undefined));
    if (inner === undefined) {
      return { names, node };
    }
    const name = nameOf(inner);
    if (name !== undefined) {
      names.push(name);
    }
    if (inner.getStart() === from && inner.end === to && isDecision(inner)) {
      return { names, node: inner };
    }
    node = inner;
  }
}

function isDecision(node: ts.Node): boolean {
  return ts.isIfStatement(node) || ts.isConditionalExpression(node) || ts.isSwitchStatement(node) || ts.isBinaryExpression(node);
}

/** The name of a function or class, or of what holds one. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) {
    return 'constructor';
  }
  const isNamed = ts.isFunctionLike(node) || ts.isClassDeclaration(node) || ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)
    || ts.isPropertyDeclaration(node);
  return isNamed && node.name !== undefined && (ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name)) ? node.name.text : undefined;
}
