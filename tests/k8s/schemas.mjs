// Each object against the schema of its kind, twice: as a TypeScript literal of the kind's interface, which refuses unknown
// fields and wrong types at any depth, and by the generated validators, which also know formats (quantities, for one).
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
const ts = createRequire(import.meta.url)("typescript");

const here = dirname(fileURLToPath(import.meta.url));

function moduleOf({ apiVersion, kind }) {
  const library = apiVersion.startsWith("monitoring.coreos.com/")
    ? "@kubernetes-models/prometheus-operator"
    : "kubernetes-models";
  return `${library}/${apiVersion}/${kind}`;
}

const named = ({ kind, metadata }) => `${kind} ${metadata?.name}`;

function typeProblems(groups, found) {
  const file = join(here, "manifests.ts");
  let source = "";
  const ends = []; // Line behind each object, in order.
  groups.forEach(({ name, objects }) =>
    objects.forEach((object) => {
      const n = ends.length;
      source += `import type { I${object.kind} as K${n} } from "${moduleOf(object)}";\n`;
      source += `export const object${n}: K${n} = ${JSON.stringify(object, null, 1)};\n`;
      ends.push({ line: source.split("\n").length - 1, name, object });
    }),
  );
  writeFileSync(file, source);
  const program = ts.createProgram([file], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
  });
  const tree = program.getSourceFile(file);
  for (const diagnostic of [...program.getSyntacticDiagnostics(tree), ...program.getSemanticDiagnostics(tree)]) {
    const { line } = tree.getLineAndCharacterOfPosition(diagnostic.start);
    const { name, object } = ends.find((end) => line < end.line);
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ").replace(/\s+/g, " ");
    found[name].push(`${name}: ${named(object)}: ${text}`);
  }
}

// Problems by the name of their group.
export async function schemaProblems(groups) {
  const found = Object.fromEntries(groups.map(({ name }) => [name, []]));
  typeProblems(groups, found);
  for (const { name, objects } of groups) {
    for (const object of objects) {
      const model = (await import(moduleOf(object)))[object.kind];
      try {
        new model(object).validate();
      } catch (error) {
        found[name].push(`${name}: ${named(object)}: ${error.message}`);
      }
    }
  }
  return found;
}
