// Each pod by itself: probes, memory, drain, volumes, and that it is locked up.
import { mebibytes } from "./facts.mjs";

export function podProblems({ pods, find, facts }) {
  for (const { ours, object, pod, container, flags, report } of pods) {
    if (!ours) continue;
    lockedUp(pod, container, facts, report);
    volumes(object, pod, container, find, report);
    if (flags === undefined) {
      commandLine(object, container, facts, report);
      continue;
    }
    ports(container, flags, facts, report);
    probes(container, flags, facts, report);
    memory(pod, container, flags, facts, report);
    drain(pod, container, facts, report);
    folders(pod, container, flags, facts, report);
  }
}

function lockedUp(pod, container, facts, report) {
  const security = { ...pod.securityContext, ...container.securityContext };
  if (pod.containers.length !== 1 || pod.initContainers !== undefined) report("has more than one container");
  if (security.runAsNonRoot !== true || security.runAsUser !== facts.user)
    report(`must run as the image's user ${facts.user}`);
  if (security.seccompProfile?.type !== "RuntimeDefault") report("must have seccomp RuntimeDefault");
  if (security.readOnlyRootFilesystem !== true) report("must have a read-only root file system");
  if (security.allowPrivilegeEscalation !== false) report("must not allow privilege escalation");
  if (security.privileged || pod.hostNetwork || pod.hostPID || pod.hostIPC) report("must not be privileged");
  if (String(security.capabilities?.drop) !== "ALL" || security.capabilities.add) report("must drop all capabilities");
  if (pod.automountServiceAccountToken !== false) report("must not get a token of the API server");
  if (pod.volumes?.some((volume) => volume.hostPath)) report("must not mount a folder of the node");
  if (container.env?.some((variable) => variable.valueFrom?.secretKeyRef) || container.envFrom)
    report("secrets are mounted as files");
  if (!facts.images.has(container.image)) report(`scripts/image makes no ${container.image}`);
  if (container.imagePullPolicy !== "IfNotPresent") report("must use an image that the node has");
  for (const bound of ["requests", "limits"]) {
    for (const resource of ["cpu", "memory"]) {
      if (container.resources?.[bound]?.[resource] === undefined) report(`has no ${bound}.${resource}`);
    }
  }
}

function volumes(object, pod, container, find, report) {
  const claims = object.spec.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
  const names = [...(pod.volumes ?? []).map(({ name }) => name), ...claims];
  for (const mount of container.volumeMounts ?? []) {
    if (!names.includes(mount.name)) report(`mounts ${mount.name}, which is no volume`);
  }
  for (const name of names) {
    if (!container.volumeMounts?.some((mount) => mount.name === name)) report(`does not mount its volume ${name}`);
  }
  for (const { configMap } of (pod.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? [])) {
    if (find("ConfigMap", configMap.name) === undefined) report(`there is no ConfigMap ${configMap.name}`);
  }
  if (pod.serviceAccountName !== undefined && find("ServiceAccount", pod.serviceAccountName) === undefined) {
    report(`there is no ServiceAccount ${pod.serviceAccountName}`);
  }
}

// Jobs run `sitrep`: its options exist, and the folders it is told of are those of the pods.
function commandLine(object, container, facts, report) {
  for (const option of (container.args ?? []).filter((word) => word.startsWith("--"))) {
    const name = option.replace(/=.*/, "");
    if (name !== "--ingest" && !facts.cliOptions.has(name)) report(`sitrep admin has no ${name}`);
  }
  if (object.kind === "Job") {
    for (const folder of container.args.filter((word) => word.startsWith("/"))) {
      if (!container.volumeMounts.some(({ mountPath }) => mountPath === folder))
        report(`nothing is mounted at ${folder}`);
    }
  }
}

function ports(container, { service, values }, facts, report) {
  for (const [flag, name, port] of [
    ["address", "grpc", facts.grpcPort[service]],
    ["metrics_address", "metrics", facts.metricsPort[service]],
  ]) {
    if (values[flag] !== `0.0.0.0:${port}`) report(`--${flag} must be 0.0.0.0:${port}: ${values[flag]}`);
    if (!container.ports.some((p) => p.name === name && p.containerPort === port))
      report(`has no port ${name} ${port}`);
  }
  if (container.ports.length !== 2) report("has ports that the program does not serve");
}

function probes(container, { service }, facts, report) {
  const expected = { startupProbe: "live", livenessProbe: "live", readinessProbe: "" };
  for (const [probe, name] of Object.entries(expected)) {
    const grpc = container[probe]?.grpc;
    if (grpc?.port !== facts.grpcPort[service]) report(`${probe} must ask port ${facts.grpcPort[service]}`);
    if ((grpc?.service ?? "") !== name) report(`${probe} must ask for the health of "${name}"`);
  }
  const startup = container.startupProbe;
  const patience = startup.periodSeconds * startup.failureThreshold;
  if (patience < (service === "tagger" ? 120 : 1200))
    report(`startupProbe gives up after ${patience} s, before a WAL is replayed`);
  const liveness = container.livenessProbe;
  if (liveness.periodSeconds * liveness.failureThreshold < 30) report("livenessProbe kills a pod that is merely busy");
}

function memory(pod, container, { service, values }, facts, report) {
  const { requests, limits } = container.resources;
  // While a pipeline changes, query builds a second generation of its views, with a budget of its own.
  const budget = Number(values.memory_mb) * (service === "query" ? 2 : 1);
  const needed = budget + facts.otherMemoryMib[service];
  if (!values.memory_mb) report("must be told --memory_mb");
  if (needed > mebibytes(limits.memory)) {
    report(`${budget} MiB for RocksDB and ${facts.otherMemoryMib[service]} for the rest do not fit into ${limits.memory}`);
  }
  if (mebibytes(requests.memory) < Number(values.memory_mb))
    report(`requests less memory than --memory_mb=${values.memory_mb}`);
  if (Number(values.threads ?? facts.flags[service].threads.value) > Math.max(2, Number(limits.cpu)))
    report("has more threads than CPUs");
  if (service !== "tagger") return;
  const memo = pod.volumes.find(({ name }) => name === "memo")?.emptyDir?.sizeLimit;
  if (memo === undefined) report("the memo belongs on an emptyDir with a sizeLimit");
  else if (mebibytes(memo) < 1.5 * Number(values.memo_mb))
    report(`--memo_mb=${values.memo_mb}, with files in the making, does not fit into ${memo}`);
  else if (mebibytes(limits["ephemeral-storage"]) < mebibytes(memo))
    report("limits.ephemeral-storage is less than the memo's sizeLimit");
}

function drain(pod, container, facts, report) {
  const pause = Number(container.lifecycle?.preStop?.exec?.command?.[1] ?? 0);
  const left = pod.terminationGracePeriodSeconds - pause - facts.drainSeconds;
  if (!(left >= 20)) report(`terminationGracePeriodSeconds leaves ${left} s to close the shard after pause and drain`);
}

function folders(pod, container, { service, values }, facts, report) {
  const writable = container.volumeMounts.filter((mount) => !mount.readOnly).map((mount) => mount.mountPath);
  if (!writable.some((folder) => values.data_dir?.startsWith(`${folder}/`)))
    report(`--data_dir is on no volume: ${values.data_dir}`);
  if (service === "tagger" && values.models_dir !== facts.modelsDir) {
    report(`the image has its models in ${facts.modelsDir}, not ${values.models_dir}`);
  }
}
