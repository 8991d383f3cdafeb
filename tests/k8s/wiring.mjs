// Who refers to whom: selectors, names, ports, addresses, the partition map.
import { readFileSync } from "node:fs";
import { mountedText, named, selects } from "./agreement.mjs";
import { parsePartitionMap, services } from "./facts.mjs";

export function wiringProblems(cluster) {
  for (const object of cluster.objects) {
    const check = {
      Service: service,
      PodDisruptionBudget: budget,
      HorizontalPodAutoscaler: autoscaler,
      ServiceMonitor: monitor,
      ConfigMap: configMap,
      CronJob: backupJob,
      Job: restoreJob,
    }[object.kind];
    check?.(object, cluster);
  }
  for (const entry of cluster.pods.filter(({ ours, flags }) => ours && flags !== undefined)) {
    workload(entry, cluster);
    addresses(entry, cluster);
    if (entry.flags.values.partition_map !== undefined) partitionMap(entry, cluster);
  }
}

const appOf = (labels) => labels["app.kubernetes.io/name"];
const selectedPods = (selector, { pods }) => pods.filter(({ labels }) => selects(selector, labels));

// How many pods of a workload there are at least.
function replicas(object, { all }) {
  const autoscaler = all.find(
    ({ kind, spec }) => kind === "HorizontalPodAutoscaler" && spec.scaleTargetRef.name === object.metadata.name,
  );
  return autoscaler?.spec.minReplicas ?? object.spec.replicas ?? 1;
}

function service(object, cluster) {
  const pods = selectedPods({ matchLabels: object.spec.selector }, cluster);
  if (pods.length === 0) cluster.report(object, "selects no pods");
  for (const { container } of pods) {
    for (const { name, port, targetPort } of object.spec.ports) {
      const target = container.ports.find((p) => p.name === targetPort);
      if (target === undefined) cluster.report(object, `port ${name}: pods have no port ${targetPort}`);
      else if (target.containerPort !== port)
        cluster.report(object, `port ${name} is ${port}, the pods' is ${target.containerPort}`);
    }
  }
}

function workload({ object, pod, labels, flags, report }, cluster) {
  if (!selects(object.spec.selector, labels)) report("does not select its own pods");
  if (selectedPods(object.spec.selector, cluster).length !== 1) report("selects pods of another workload too");
  if (appOf(labels) !== flags.service) report(`is labelled ${appOf(labels)} and runs ${flags.service}`);
  if (object.kind === "StatefulSet") {
    const headless = cluster.find("Service", object.spec.serviceName);
    if (headless?.spec.clusterIP !== "None") report(`serviceName ${object.spec.serviceName} is no headless Service`);
    else if (!selects({ matchLabels: headless.spec.selector }, labels))
      report(`serviceName ${object.spec.serviceName} selects other pods`);
  }
  const annotations = object.spec.template.metadata.annotations ?? {};
  if (
    annotations["prometheus.io/scrape"] !== "true" ||
    annotations["prometheus.io/path"] !== "/metrics" ||
    annotations["prometheus.io/port"] !== String(cluster.facts.metricsPort[flags.service])
  ) {
    report("has no scrape annotations, or other ones than the program");
  }
  const budgets = cluster.all.filter(
    ({ kind, spec }) => kind === "PodDisruptionBudget" && selects(spec.selector, labels),
  );
  if (budgets.length !== 1) report(`has ${budgets.length} PodDisruptionBudgets`);
  const spread = pod.topologySpreadConstraints ?? [];
  const apart = (pod.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
    (term) => term.podAffinityTerm,
  );
  if (!spread.some(({ topologyKey }) => topologyKey === "topology.kubernetes.io/zone"))
    report("is not spread over zones");
  if (!spread.some(({ topologyKey }) => topologyKey === "kubernetes.io/hostname")) report("is not spread over nodes");
  if (apart.length === 0) report("has no anti-affinity");
  for (const { labelSelector } of [...spread, ...apart]) {
    if (!selects(labelSelector, labels)) report("is kept apart from other pods than its own");
  }
}

function budget(object, cluster) {
  const apps = new Set(selectedPods(object.spec.selector, cluster).map(({ labels }) => appOf(labels)));
  if (apps.size !== 1) cluster.report(object, `selects pods of ${apps.size} services`);
  if (object.spec.maxUnavailable === undefined)
    cluster.report(object, "with minAvailable one node could not be drained");
}

function autoscaler(object, cluster) {
  const { kind, name } = object.spec.scaleTargetRef;
  const target = cluster.find(kind, name);
  if (target === undefined) return cluster.report(object, `there is no ${kind} ${name}`);
  if (target.spec.replicas !== undefined)
    cluster.report(object, `${kind} ${name} says replicas too: every apply would undo the scaling`);
  for (const { pods } of object.spec.metrics.filter(({ type }) => type === "Pods")) {
    const rules = readFileSync("k8s/components/autoscale-in-flight/prometheus-adapter-values.yaml", "utf8");
    if (!rules.includes(`as: ${pods.metric.name}\n`))
      cluster.report(object, `no rule of prometheus-adapter makes ${pods.metric.name}`);
    for (const [metric] of rules.replace(/^ *as: .*$/m, "").matchAll(/\bsitrep_\w+/g)) {
      if (!cluster.facts.metrics.has(metric))
        cluster.report(object, `prometheus-adapter's rule reads ${metric}, which is not in METRICS.md`);
    }
  }
}

function monitor(object, cluster) {
  const chosen = cluster.all.filter(
    ({ kind, metadata }) => kind === "Service" && selects(object.spec.selector, metadata.labels ?? {}),
  );
  if (chosen.length !== 1)
    cluster.report(object, `selects ${chosen.length} Services, so pods are scraped ${chosen.length} times`);
  for (const { port } of object.spec.endpoints) {
    if (!chosen.every(({ spec }) => spec.ports.some(({ name }) => name === port)))
      cluster.report(object, `its Service has no port ${port}`);
  }
  if (cluster.objects.filter(({ kind }) => kind === "ServiceMonitor").length !== services.length) {
    cluster.report(object, "there is not one ServiceMonitor a service");
  }
}

function configMap(object, { pods, report }) {
  const used = pods.some(({ pod }) =>
    (pod.volumes ?? []).some((volume) =>
      volume.projected?.sources.some(({ configMap: source }) => source.name === object.metadata.name),
    ),
  );
  if (!used) report(object, "no pod mounts it");
}

// "ingest-0.ingest:7101" is a pod of a StatefulSet, "tagger:7102" a Service.
function resolves(address, service, cluster) {
  const [, host, port] = address.match(/^([\w.-]+):(\d+)$/) ?? [];
  if (Number(port) !== cluster.facts.grpcPort[service]) return false;
  const [pod, domain] = host.split(".");
  if (domain === undefined) return appOf(cluster.find("Service", pod)?.spec.selector ?? {}) === service;
  const [, name, ordinal] = pod.match(/^(.+)-(\d+)$/) ?? [];
  const set = cluster.find("StatefulSet", name);
  return name === service && set?.spec.serviceName === domain && Number(ordinal) < replicas(set, cluster);
}

function addresses({ flags: { service, values }, report }, cluster) {
  const callees = { ingest_address: "ingest", tagger_address: "tagger", peers: "query" };
  for (const [flag, callee] of Object.entries(callees)) {
    for (const address of (values[flag] ?? "").split(",").filter((part) => part !== "")) {
      if (!resolves(address, callee, cluster)) report(`--${flag}: ${address} is no pod or Service of ${callee}`);
    }
  }
  const required = { ingest: [], tagger: ["ingest_address"], query: ["ingest_address", "tagger_address"] }[service];
  for (const flag of required) {
    if (values[flag] === undefined) report(`must be told --${flag}: the default is this host`);
  }
}

function partitionMap({ object, pod, container, flags: { service, values }, report }, cluster) {
  const map = parsePartitionMap(mountedText(pod, container, values.partition_map, cluster.find, report), report);
  const every = Array.from({ length: map.partitions }, (_, p) => p);
  const count = replicas(object, cluster);
  if (service === "ingest") {
    if (String(map.ingest.map(({ ordinal }) => ordinal)) !== String(Array.from({ length: count }, (_, i) => i))) {
      report(`the map has not the ${count} pods that there are`);
    }
    const owned = map.ingest.flatMap(({ owns }) => owns).sort((a, b) => a - b);
    if (String(owned) !== String(every)) report(`in the map not every partition has one owner: ${owned}`);
    for (const { ordinal, address } of map.ingest) {
      if (!address.startsWith(`ingest-${ordinal}.`) || !resolves(address, "ingest", cluster))
        report(`the map's ${address} is not pod ${ordinal}`);
    }
  } else {
    const live = map.query.filter(({ index }) => index < count);
    const held = new Set(live.flatMap(({ holds }) => holds));
    if (!every.every((p) => held.has(p))) report(`with ${count} pods not every partition is held`);
    if (!live.some(({ whole }) => whole)) report("no query pod is whole");
    if (values.peers === undefined) report("pods that hold parts must be told --peers");
    const two = Math.max(...map.query.map(({ modulo }) => modulo)) * 2;
    if (count < two) report(`${count} pods are less than two for each group`);
  }
}

function backupJob(object, cluster) {
  const ingest = cluster.find("StatefulSet", "ingest");
  const { completions, completionMode, template } = object.spec.jobTemplate.spec;
  const [address, , , folder] = template.spec.containers[0].args;
  if (completionMode !== "Indexed" || completions !== replicas(ingest, cluster))
    cluster.report(object, "does not run once for each ingest pod");
  if (
    address !== `--ingest=ingest-$(JOB_COMPLETION_INDEX).${ingest.spec.serviceName}:${cluster.facts.grpcPort.ingest}`
  ) {
    cluster.report(object, `asks ${address}`);
  }
  const mount = ingest.spec.template.spec.containers[0].volumeMounts.find(({ mountPath }) => mountPath === folder);
  if (mount === undefined || mount.readOnly) cluster.report(object, `ingest has no volume at ${folder}`);
}

function restoreJob(object, cluster) {
  const ingest = cluster.find("StatefulSet", "ingest");
  const claims = ingest.spec.volumeClaimTemplates.map(({ metadata }) => `${metadata.name}-ingest-0`);
  for (const {
    persistentVolumeClaim: { claimName },
  } of object.spec.template.spec.volumes) {
    if (!claims.includes(claimName)) cluster.report(object, `the StatefulSet has no claim ${claimName}`);
    else if (claimName.startsWith("data-") && cluster.find("PersistentVolumeClaim", claimName) === undefined) {
      cluster.report(object, `makes no claim ${claimName}`);
    }
  }
}
