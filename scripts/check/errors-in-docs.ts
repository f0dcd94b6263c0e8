/** Whether docs/errors.md lists exactly the error codes that occur in the source. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { differences, namedRows } from './markdown-table.ts';

const FILE = 'docs/errors.md';
const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** What is out of step, one line each. */
export async function errorsInDocs(root: string): Promise<readonly string[]> {
  const listed = namedRows(await readFile(join(root, FILE), 'utf8')).filter((name) => CODE.test(name));
  return differences(errorCodes(root), listed, FILE);
}

/** Every code that the platform's own source passes on as one; the reference application has its own vocabulary. */
function errorCodes(root: string): ReadonlySet<string> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const sources = fileNames.filter((file) => isPlatformSource(file.slice(root.length + 1)));
  const program = ts.createProgram(sources, options);
  const checker = program.getTypeChecker();
  const codes = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && CODE.test(node.text) && isErrorCode(node, checker)) codes.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const file of sources) {
    const source = program.getSourceFile(file);
    if (source !== undefined) visit(source);
  }
  return codes;
}

function isPlatformSource(path: string): boolean {
  return (
    /^(?:apps|packages)\//.test(path) &&
    !/^packages\/(?:service-kit|testkit)\//.test(path) &&
    !path.endsWith('.test.ts')
  );
}

/** A literal is a code where its place asks for one: the type `Uppercase<string>`, or something named `code`. */
function isErrorCode(literal: ts.StringLiteral, checker: ts.TypeChecker): boolean {
  const place = ts.isConditionalExpression(literal.parent) ? literal.parent.parent : literal.parent;
  if ((ts.isPropertyAssignment(place) || ts.isVariableDeclaration(place)) && place.name.getText() === 'code')
    return true;
  const wanted = checker.getContextualType(literal);
  if (wanted === undefined) return false;
  const alternatives = wanted.isUnion() ? wanted.types : [wanted];
  return alternatives.some((type) => (type.flags & ts.TypeFlags.StringMapping) !== 0);
}
