// What schemas cannot know: that the objects agree with each other and with the programs.
import { parseFlagFile } from "./facts.mjs";
import { networkProblems } from "./network.mjs";
import { podProblems } from "./pods.mjs";
import { wiringProblems } from "./wiring.mjs";

export const named = ({ kind, metadata }) => `${kind} ${metadata.name}`;

// The template of what makes pods; undefined for other kinds.
export function podTemplate(object) {
  if (["StatefulSet", "Deployment", "Job"].includes(object.kind)) return object.spec.template;
  if (object.kind === "Pod") return object;
  if (object.kind === "CronJob") return object.spec.jobTemplate.spec.template;
  return undefined;
}

export const selects = (selector, labels) =>
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
    if (operator === "In") return values.includes(labels[key]);
    if (operator === "NotIn") return !values.includes(labels[key]);
    if (operator === "Exists") return key in labels;
    return !(key in labels);
  });

// The flags of a container that runs one of our services, from its --flagfile: { service, values }. Others: undefined.
function flagsOf(pod, container, find, facts, report) {
  const service = /sitrep\/(ingest|tagger|query):/.exec(container.image)?.[1];
  if (service === undefined) return undefined;
  const expected = `--flagfile=/etc/sitrep/${service}.flags`;
  if (String(container.args) !== expected) report(`${container.name} must have the one argument ${expected}`);
  const text = mountedText(pod, container, `/etc/sitrep/${service}.flags`, find, report);
  return { service, values: parseFlagFile(text, facts.flags[service], report) };
}

// The text of a file that a ConfigMap puts into a container.
export function mountedText(pod, container, path, find, report) {
  const folder = path.replace(/\/[^/]*$/, "");
  const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === folder);
  const volume = pod.volumes?.find(({ name }) => name === mount?.name);
  for (const { configMap } of volume?.projected?.sources ?? []) {
    const text = find("ConfigMap", configMap.name)?.data?.[path.slice(folder.length + 1)];
    if (text !== undefined) return text;
  }
  report(`nothing mounts ${path}`);
  return "";
}

// `others` are in the cluster already: they may be referred to and are not checked themselves.
export function agreementProblems(objects, others, facts) {
  const problems = [];
  const all = [...objects, ...others];
  const find = (kind, name) => all.find((object) => object.kind === kind && object.metadata.name === name);
  // Every pod that may run, with its workload and flags.
  const pods = [];
  for (const object of all) {
    const template = podTemplate(object);
    if (template === undefined) continue;
    const ours = objects.includes(object);
    const report = (problem) => ours && problems.push(`${named(object)}: ${problem}`);
    const [container] = template.spec.containers;
    pods.push({
      object,
      ours,
      report,
      labels: template.metadata.labels,
      pod: template.spec,
      container,
      flags: flagsOf(template.spec, container, find, facts, report),
    });
  }
  const cluster = {
    objects,
    all,
    find,
    pods,
    facts,
    report: (object, problem) => problems.push(`${named(object)}: ${problem}`),
  };
  for (const object of objects) {
    if (object.kind !== "Namespace" && object.metadata.namespace !== "sitrep")
      cluster.report(object, "is not in the namespace sitrep");
  }
  podProblems(cluster);
  wiringProblems(cluster);
  networkProblems(cluster);
  return problems;
}
