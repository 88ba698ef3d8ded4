/**
 * Every property of a construct, from the types in the sources: `training.fromEcrRepository.options.tag`. Where a property is
 * made by a factory or a builder, so is the path.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const SOURCES = join(__dirname, '..', 'src');

type Declaration = ts.InterfaceDeclaration | ts.ClassDeclaration;

/** The interfaces and classes that are exported, by name. */
const DECLARATIONS: ReadonlyMap<string, Declaration> = new Map(
  readdirSync(SOURCES).filter((file) => file.endsWith('.ts')).flatMap((file) => (
    ts.createSourceFile(file, readFileSync(join(SOURCES, file), 'utf8'), ts.ScriptTarget.ES2022, true).statements
      .filter((statement): statement is Declaration => ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement))
      .map((declaration) => [declaration.name!.text, declaration] as const)
  )),
);

/** The paths of all properties of an interface, such as `TrainedModelProps`. */
export function propertyPathsOf(interfaceName: string): string[] {
  return membersOf(interfaceName, '').map((path) => path.slice(1));
}

function membersOf(interfaceName: string, prefix: string): string[] {
  const declaration = DECLARATIONS.get(interfaceName) as ts.InterfaceDeclaration;
  const bases = declaration.heritageClauses?.flatMap(({ types }) => types) ?? [];
  return [
    ...bases.flatMap(({ expression }) => (
      // What it has from CDK is one property here.
      DECLARATIONS.has(expression.getText()) ? membersOf(expression.getText(), prefix) : [`${prefix}.${expression.getText()}`]
    )),
    ...declaration.members.filter(ts.isPropertySignature).flatMap(({ name, type }) => pathsOf(type!, `${prefix}.${name.getText()}`)),
  ];
}

function pathsOf(type: ts.TypeNode, prefix: string): string[] {
  if (ts.isArrayTypeNode(type)) {
    return pathsOf(type.elementType, prefix);
  }
  const name = type.getText();
  const declaration = DECLARATIONS.get(name);
  // Interfaces such as `ITrainedModel` are references to other constructs.
  if (declaration === undefined || /^I[A-Z]/.test(name)) {
    return [prefix];
  }
  return ts.isClassDeclaration(declaration) ? madePathsOf(declaration, prefix) : membersOf(name, prefix);
}

/** What the parameters of the methods are that make a value: factories, builders and methods that return a changed value. */
function madePathsOf(declaration: ts.ClassDeclaration, prefix: string): string[] {
  if (declaration.members.some((member) => ts.isPropertyDeclaration(member) && isStatic(member))) {
    // It has its values as constants.
    return [prefix];
  }
  const name = declaration.name!.text;
  return declaration.members.filter(ts.isMethodDeclaration).filter((method) => !method.name.getText().startsWith('_')).flatMap((method) => {
    const result = method.type!.getText();
    const builder = DECLARATIONS.get(result);
    if (isStatic(method) && result === `${name}Builder` && builder !== undefined) {
      return madePathsOf(builder as ts.ClassDeclaration, prefix);
    }
    if (result !== name) {
      return [];
    }
    const path = `${prefix}.${method.name.getText()}`;
    return method.parameters.length === 0 ? [path] : method.parameters.flatMap((parameter) => pathsOf(parameter.type!, `${path}.${parameter.name.getText()}`));
  });
}

function isStatic(member: ts.ClassElement): boolean {
  return ts.canHaveModifiers(member) && (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
}
