import { join } from 'node:path';
import ts from 'typescript';
import { packageOf } from './kubernetes-schemas.js';

interface Typed {
  apiVersion: string;
  kind: string;
}

/** Schemas accept fields that they do not know; a compiler that sees a manifest as a literal of its type does not. */
export function fieldProblems(manifests: readonly Typed[]): string[] {
  const source = manifests.map(literalOf).join('\n');
  const file = join(process.cwd(), 'manifests.check.ts');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? source : disk.readFile(name)),
    getSourceFile: (name, ...rest) =>
      name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2023) : disk.getSourceFile(name, ...rest),
  };
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

function literalOf(manifest: Typed, index: number): string {
  const type = `I${manifest.kind}`;
  const module = `${packageOf(manifest)}/${manifest.apiVersion}/${manifest.kind}`;
  return `import type { ${type} as Type${index} } from '${module}';\n(${JSON.stringify(manifest)}) satisfies Type${index};`;
}
