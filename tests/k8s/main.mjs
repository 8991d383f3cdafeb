// Renders whatever can be applied, runs the checks, and then proves on broken copies that the checks can fail.
import { readdirSync, readFileSync } from "node:fs";
import { readFacts } from "./facts.mjs";
import { render } from "./render.mjs";
import { schemaProblems } from "./schemas.mjs";
import { agreementProblems } from "./agreement.mjs";
import { brokenCopies } from "./broken.mjs";

// What is applied on its own, and what beside something else.
const overlays = {
  "overlays/dev": [],
  "overlays/prod": [],
  "overlays/prod-monitored": [],
  "overlays/tagger-next": ["overlays/prod"],
  client: ["overlays/dev"],
  restore: ["overlays/prod"],
};

// Runs elsewhere and holds no pods: only the schemas have a say.
const elsewhere = ["monitoring"];

const facts = readFacts();
const rendered = {};
for (const folder of [...Object.keys(overlays), ...elsewhere]) rendered[folder] = render(folder);

const broken = brokenCopies(rendered);
const groups = [
  ...Object.entries(rendered).map(([name, objects]) => ({ name, objects })),
  ...broken.schemas.map(({ object }, i) => ({ name: `broken ${i}`, objects: [object] })),
];
const bySchema = await schemaProblems(groups);
const problems = Object.keys(rendered).flatMap((folder) => bySchema[folder]);

// Nothing lies about unchecked.
for (const name of readdirSync("k8s/overlays")) {
  if (!(`overlays/${name}` in overlays)) problems.push(`k8s/overlays/${name} is not checked: tests/k8s/main.mjs`);
}
const lists = Object.keys(overlays).map((folder) => readFileSync(`k8s/${folder}/kustomization.yaml`, "utf8"));
for (const name of readdirSync("k8s/components")) {
  if (!lists.some((list) => list.includes(`components/${name}\n`))) problems.push(`k8s/components/${name} is in no overlay`);
}

for (const [overlay, beside] of Object.entries(overlays)) {
  const others = beside.flatMap((name) => rendered[name]);
  for (const problem of agreementProblems(rendered[overlay], others, facts)) problems.push(`${overlay}: ${problem}`);
}

// A check that cannot fail proves nothing.
broken.schemas.forEach(({ what, expect }, i) => {
  const found = bySchema[`broken ${i}`];
  if (!found.some((problem) => problem.includes(expect))) {
    problems.push(`the schemas let this pass: ${what}; they say: ${found.join("; ") || "nothing"}`);
  }
});
for (const { what, overlay, objects, expect } of broken.agreement) {
  const found = agreementProblems(
    objects,
    overlays[overlay].flatMap((name) => rendered[name]),
    facts,
  );
  if (!found.some((problem) => problem.includes(expect))) {
    problems.push(`the checks let this pass: ${what}; they say: ${found.join("; ") || "nothing"}`);
  }
}

for (const problem of problems) console.log(problem);
const count = Object.values(rendered).reduce((sum, objects) => sum + objects.length, 0);
console.error(
  `  ${count} objects in ${Object.keys(rendered).length} folders, ` +
    `${broken.schemas.length + broken.agreement.length} broken copies tried`,
);
process.exit(problems.length === 0 ? 0 : 1);
