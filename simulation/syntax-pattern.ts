/**
 * Finds code by its syntax tree. A pattern is code too. White space, comments, parentheses, types and `?.` make no
 * difference, and a name in a pattern stands for every access that ends in it: `seen` is `seen`, `record.seen` and
 * `this.entry?.seen`. In a pattern,
 *
 * - `_` stands for any expression, or for any statement,
 * - `..._` for any number of arguments, elements or members,
 * - `$name` and `...$name` for the same, and a replacement can use what they stand for.
 */
import * as ts from 'typescript';

/** The source of what each name with a `$` stands for. */
export type Captures = Readonly<Record<string, string>>;

export class SyntaxPattern {
  public static expression(text: string): SyntaxPattern {
    return new SyntaxPattern(text, ts.SyntaxKind.ParenthesizedExpression, `async () => (${text});`);
  }

  public static statement(text: string): SyntaxPattern {
    return new SyntaxPattern(text, ts.SyntaxKind.Block, `async () => { ${text} };`);
  }

  private readonly node: ts.Node;

  private constructor(public readonly text: string, within: ts.SyntaxKind, source: string) {
    const problems = ts.transpileModule(source, { reportDiagnostics: true }).diagnostics ?? [];
    const [statement] = ts.createSourceFile('pattern.ts', source, ts.ScriptTarget.ES2022, true).statements;
    const body = ((statement as ts.ExpressionStatement).expression as ts.ArrowFunction).body;
    const parts = body.kind === within ? partsOf(body) : [];
    if (problems.length > 0 || parts.length !== 1) {
      throw new Error(`the pattern \`${text}\` is not one expression or statement`);
    }
    [this.node] = parts;
  }

  /** What the names in the pattern stand for; nothing when the node is something else. */
  public match(node: ts.Node): Captures | undefined {
    return matchNode(this.node, node, {});
  }

  /** Whether a node is of the sort that the pattern is. */
  public isLike(node: ts.Node): boolean {
    return bare(node).kind === bare(this.node).kind;
  }
}

/** Replaces the names with a `$` by what they stand for. */
export function withCaptures(code: string, captures: Captures): string {
  return code.replace(/(?:\.\.\.)?\$\w+/g, (name) => {
    if (!Object.hasOwn(captures, name)) {
      throw new Error(`the pattern has no ${name}`);
    }
    return captures[name];
  });
}

/** The expression in parentheses, assertions of its type, and the like. */
export function bare(node: ts.Node): ts.Node {
  return isWrapper(node) ? bare(node.expression) : node;
}

export function isWrapper(node: ts.Node): node is ts.Expression & { readonly expression: ts.Expression } {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node);
}

/** What a node consists of, as far as it has a meaning when it runs. */
export function partsOf(node: ts.Node): ts.Node[] {
  const parts: ts.Node[] = [];
  node.forEachChild((part) => {
    if (!ts.isTypeNode(part) && !ts.isTypeParameterDeclaration(part) && !ts.isQuestionDotToken(part)) {
      parts.push(part);
    }
  });
  return parts;
}

function matchNode(pattern: ts.Node, node: ts.Node, captures: Captures): Captures | undefined {
  const wanted = bare(pattern);
  const name = ts.isExpressionStatement(wanted) ? wildcardIn(wanted.expression) : wildcardIn(wanted);
  if (name !== undefined) {
    return withCapture(captures, name, [node]);
  }
  const actual = bare(node);
  if (ts.isIdentifier(wanted)) {
    return nameOf(actual) === wanted.text ? captures : undefined;
  }
  return wanted.kind === actual.kind && wordOf(wanted) === wordOf(actual)
    ? matchAll(partsOf(wanted), partsOf(actual), captures)
    : undefined;
}

function matchAll([pattern, ...patterns]: readonly ts.Node[], nodes: readonly ts.Node[], captures: Captures): Captures | undefined {
  if (pattern === undefined) {
    return nodes.length === 0 ? captures : undefined;
  }
  const rest = isSpread(pattern) ? wildcardIn(pattern.expression) : undefined;
  // Of how many nodes a wildcard stands for, the smallest number is taken with which the rest matches too.
  const lengths = rest === undefined ? [1] : Array.from({ length: nodes.length + 1 }, (_, i) => i);
  for (const length of lengths.filter((each) => each <= nodes.length)) {
    const first = rest === undefined ? matchNode(pattern, nodes[0], captures) : withCapture(captures, `...${rest}`, nodes.slice(0, length));
    const all = first && matchAll(patterns, nodes.slice(length), first);
    if (all !== undefined) {
      return all;
    }
  }
  return undefined;
}

function withCapture(captures: Captures, name: string, nodes: readonly ts.Node[]): Captures | undefined {
  if (!name.includes('$')) {
    return captures;
  }
  const texts = nodes.map((node) => (ts.isExpression(node) && !/^\w+$/.test(node.getText()) && !ts.isSpreadElement(node) ? `(${node.getText()})` : node.getText()));
  const text = texts.join(', ');
  return Object.hasOwn(captures, name) && captures[name] !== text ? undefined : { ...captures, [name]: text };
}

function wildcardIn(node: ts.Node): string | undefined {
  return ts.isIdentifier(node) && (node.text === '_' || node.text.startsWith('$')) ? node.text : undefined;
}

export function isSpread(node: ts.Node): node is ts.SpreadElement | ts.SpreadAssignment {
  return ts.isSpreadElement(node) || ts.isSpreadAssignment(node);
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text;
  }
  return ts.isIdentifier(node) ? node.text : undefined;
}

/** What tells two nodes of a kind apart, besides their parts. */
function wordOf(node: ts.Node): string | number | undefined {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    return node.operator;
  }
  return ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isPrivateIdentifier(node)
    ? node.text
    : undefined;
}
