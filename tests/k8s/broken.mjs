// Copies of the manifests with one mistake each, and words of the problem that must be found.

const container = "spec.template.spec.containers.0";

// Of schemas, in prod-monitored: what, object, path, name of the field instead (or value, with "="), words.
const schemaMistakes = [
  ["a field of a container", "StatefulSet ingest", `${container}.imagePullPolicy`, "imagePullPolice", "imagePullPolice"],
  ["a field of a StatefulSet", "StatefulSet query", "spec.serviceName", "servicename", "servicename"],
  ["a field of an autoscaler", "HorizontalPodAutoscaler tagger", "spec.maxReplicas", "maxReplica", "maxReplica"],
  ["a field of a budget", "PodDisruptionBudget query", "spec.maxUnavailable", "maxUnavailible", "maxUnavailible"],
  ["a field of a policy", "NetworkPolicy ingest", "spec.ingress.0.from", "form", "form"],
  ["a field of a ServiceMonitor", "ServiceMonitor ingest", "spec.endpoints.0.interval", "intervall", "intervall"],
  ["a field of a CronJob", "CronJob backup", "spec.concurrencyPolicy", "concurrencePolicy", "concurrencePolicy"],
  ["a field of a ConfigMap", "ConfigMap partition-map", "data", "date", "date"],
  ["a port as text", "Deployment tagger", `${container}.livenessProbe.grpc.port`, "=7102", "port"],
  ["a quantity that is none", "StatefulSet ingest", `${container}.resources.limits.memory`, "=lots", "memory"],
];

// The value at `path` of an object is another, or gone.
const set = (object, path, value) => (objects) => {
  const [holder, field] = holderOf(find(objects, object), path);
  if (value === undefined) delete holder[field];
  else holder[field] = value;
};
const append = (object, path, value) => (objects) => {
  const [holder, field] = holderOf(find(objects, object), path);
  holder[field].push(value);
};
const flags = (service, from, to) => (objects) => {
  const { data } = find(objects, `ConfigMap ${service}-flags`);
  const key = `${service}.flags`;
  if (!data[key].includes(from)) throw new Error(`${key} has no ${from}`);
  data[key] = data[key].replace(from, to);
};

// Of agreement: what, the change, words; by overlay.
const agreementMistakes = {
  "overlays/dev": [
    ["an unknown flag", flags("ingest", "--memory_mb", "--memory_mib"), "no flag --memory_mib"],
    ["a flag's value of another type", flags("tagger", "--memo_mb=256", "--memo_mb=much"), "of type"],
    ["a service on loopback", flags("query", "0.0.0.0:7103", "127.0.0.1:7103"), "--address must be"],
    ["the wrong port of an address", flags("query", "tagger:7102", "tagger:7101"), "--tagger_address"],
    ["more memory than the limit", flags("query", "--memory_mb=128", "--memory_mb=900"), "do not fit"],
    ["data outside the volume", flags("ingest", "/var/lib/sitrep/ingest", "/data/ingest"), "--data_dir"],
    ["models elsewhere", flags("tagger", "/usr/share/sitrep/models", "/models"), "has its models"],
    ["a container's port", set("StatefulSet ingest", `${container}.ports.0.containerPort`, 7100), "no port grpc 7101"],
    ["a Service's port", set("Service query", "spec.ports.0.port", 7104), "port grpc is 7104"],
    ["a Service that selects nothing", set("Service tagger", "spec.selector", { app: "tagger" }), "selects no pods"],
    ["a probe's port", set("Deployment tagger", `${container}.readinessProbe.grpc.port`, 7101), "readinessProbe must ask port"],
    ["liveness as readiness", set("StatefulSet query", `${container}.livenessProbe.grpc.service`), "livenessProbe must ask for"],
    ["an impatient probe", set("StatefulSet ingest", `${container}.startupProbe.failureThreshold`, 10), "gives up"],
    ["no time to drain", set("StatefulSet ingest", "spec.template.spec.terminationGracePeriodSeconds", 15), "terminationGrace"],
    ["a serviceName of nobody", set("StatefulSet query", "spec.serviceName", "queries"), "no headless Service"],
    ["a budget for nobody", set("PodDisruptionBudget ingest", "spec.selector.matchLabels", { app: "x" }), "pods of 0"],
    ["an image nobody builds", set("Deployment tagger", `${container}.image`, "localhost/sitrep/tagger:latest"), "makes no"],
    ["a writable root", set("StatefulSet query", `${container}.securityContext.readOnlyRootFilesystem`, false), "read-only"],
    ["another user", set("StatefulSet query", "spec.template.spec.securityContext.runAsUser", 0), "image's user"],
    ["capabilities", set("StatefulSet query", `${container}.securityContext.capabilities`), "drop all capabilities"],
    ["an open policy", append("NetworkPolicy ingest", "spec.ingress.0.from", { podSelector: {} }), "called by stranger"],
    ["a closed policy", set("NetworkPolicy tagger", "spec.egress", []), "tagger may not send to ingest"],
    ["a policy's port", set("NetworkPolicy query", "spec.ingress.1.ports.0.port", 9102), "not be called by prometheus"],
    ["any namespace", set("NetworkPolicy query", "spec.ingress.0.from.1.namespaceSelector", {}), "called by intruder"],
    ["no default denial", set("NetworkPolicy default-deny", "spec.policyTypes", ["Ingress"]), "stranger may send"],
    ["a scrape annotation", set("StatefulSet query", "spec.template.metadata.annotations", {}), "no scrape annotations"],
    ["another namespace", set("Service query", "metadata.namespace", "default"), "not in the namespace"],
  ],
  "overlays/prod": [
    ["an address of nobody", flags("query", "query-peers", "peers"), "--peers"],
    ["replicas beside an autoscaler", set("Deployment tagger", "spec.replicas", 2), "undo the scaling"],
    ["an autoscaler of nothing", set("HorizontalPodAutoscaler query", "spec.scaleTargetRef.name", "queries"), "no StatefulSet"],
    ["too few replicas of a group", set("HorizontalPodAutoscaler query", "spec.minReplicas", 2), "two for each group"],
    ["fewer ingest pods than the map has", set("StatefulSet ingest", "spec.replicas", 2), "the map has not the 2 pods"],
    ["a partition without an owner", (objects) => {
      const { data } = find(objects, "ConfigMap partition-map");
      data["partitions.map"] = data["partitions.map"].replace(" 6-7", " 6");
    }, "not every partition has one owner"],
    ["a backup of some pods", set("CronJob backup", "spec.jobTemplate.spec.completions", 1), "once for each ingest pod"],
    ["an unknown option", append("CronJob backup", `spec.jobTemplate.${container}.args`, "--keeep=1"), "has no --keeep"],
  ],
  "overlays/prod-monitored": [
    ["a metric nobody makes", set("HorizontalPodAutoscaler tagger", "spec.metrics.1.pods.metric.name", "texts"), "no rule"],
    ["a monitor's port", set("ServiceMonitor query", "spec.endpoints.0.port", "http"), "no port http"],
  ],
  "overlays/tagger-next": [
    ["a Deployment that takes another's pods", (objects) => {
      delete find(objects, "Deployment tagger-next").spec.selector.matchLabels["sitrep.io/taggers"];
    }, "another workload"],
  ],
  restore: [
    ["another claim", set("Job restore-ingest-0", "spec.template.spec.volumes.0.persistentVolumeClaim.claimName", "data-0"),
      "no claim data-0"],
  ],
};

// Names of ConfigMaps end in a hash.
function find(objects, object) {
  const [kind, name] = object.split(" ");
  const found = objects.find((o) => o.kind === kind && (o.metadata.name === name ||
    (kind === "ConfigMap" && o.metadata.name.startsWith(`${name}-`))));
  if (found === undefined) throw new Error(`there is no ${object}`);
  return found;
}

function holderOf(object, path) {
  const fields = path.split(".");
  const last = fields.pop();
  return [fields.reduce((holder, field) => holder[field], object), last];
}

// `rendered` maps overlays to objects.
export function brokenCopies(rendered) {
  const schemas = schemaMistakes.map(([what, name, path, instead, expect]) => {
    const object = structuredClone(find(rendered["overlays/prod-monitored"], name));
    const [holder, field] = holderOf(object, path);
    if (!(field in holder)) throw new Error(`${name} has no ${path}`);
    holder[instead.startsWith("=") ? field : instead] = instead.startsWith("=") ? instead.slice(1) : holder[field];
    if (!instead.startsWith("=")) delete holder[field];
    return { what, object, expect };
  });
  const agreement = Object.entries(agreementMistakes).flatMap(([overlay, mistakes]) =>
    mistakes.map(([what, change, expect]) => {
      const objects = structuredClone(rendered[overlay]);
      change(objects);
      return { what, overlay, objects, expect };
    }));
  return { schemas, agreement };
}
