// NetworkPolicies, evaluated: every pair of pods and every port is tried, and exactly the calls of DESIGN section 3 get through.
import { selects } from "./agreement.mjs";
import { services } from "./facts.mjs";

const here = "sitrep";
const own = (name) => ({
  name,
  namespace: here,
  namespaceLabels: { "kubernetes.io/metadata.name": here },
  labels: { "app.kubernetes.io/name": name },
});
const foreign = (name, namespace, labels = {}, namespaceLabels = {}) => ({
  name,
  namespace,
  labels,
  namespaceLabels: { "kubernetes.io/metadata.name": namespace, ...namespaceLabels },
});

const client = { ...own("client"), labels: { "app.kubernetes.io/name": "backup", "sitrep.io/client": "true" } };
const stranger = { ...own("stranger"), labels: { "app.kubernetes.io/name": "stranger" } };
const newsroom = foreign("newsroom", "newsroom", {}, { "sitrep.io/clients": "true" });
const intruder = foreign("intruder", "elsewhere", {
  "sitrep.io/client": "true",
  "app.kubernetes.io/name": "prometheus",
});
const prometheus = foreign("prometheus", "monitoring", { "app.kubernetes.io/name": "prometheus" });
const dns = foreign("dns", "kube-system", { "k8s-app": "kube-dns" });

// Who calls whose RPCs.
const callers = {
  ingest: ["client", "newsroom", "query", "tagger"],
  tagger: ["client", "newsroom", "query"],
  query: ["client", "newsroom", "query"],
};
const asksDns = ["client", "query", "tagger"];

function matchesPeer(peer, pod) {
  if (peer.ipBlock !== undefined) return false; // No pod has the address of the node-local DNS cache.
  if (
    peer.namespaceSelector === undefined
      ? pod.namespace !== here
      : !selects(peer.namespaceSelector, pod.namespaceLabels)
  )
    return false;
  return peer.podSelector === undefined || selects(peer.podSelector, pod.labels);
}

const matchesPort = (ports, port, protocol) =>
  ports === undefined ||
  ports.some((p) => (p.protocol ?? "TCP") === protocol && (p.port === undefined || p.port === port));

// What the policies of one side of a connection say: whether `pod` may send to, or receive from, `peer`.
function admits(policies, type, pod, peer, port, protocol) {
  const [rules, peers] = type === "Egress" ? ["egress", "to"] : ["ingress", "from"];
  const chosen = policies.filter(
    ({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, pod.labels),
  );
  return (
    chosen.length === 0 ||
    chosen.some(({ spec }) =>
      (spec[rules] ?? []).some(
        (rule) =>
          matchesPort(rule.ports, port, protocol) &&
          (rule[peers] === undefined || rule[peers].some((p) => matchesPeer(p, peer))),
      ),
    )
  );
}

export function networkProblems({ all, objects, facts, report }) {
  const policies = all.filter(({ kind }) => kind === "NetworkPolicy");
  const subject = objects.find(({ kind }) => kind === "NetworkPolicy");
  if (subject === undefined) return;
  const pods = [...services.map(own), client, stranger];
  const ports = [...Object.values(facts.grpcPort), ...Object.values(facts.metricsPort), 53, 443];
  const expected = (from, to, port, protocol) => {
    if (to === dns) return port === 53 && asksDns.includes(from.name);
    if (!services.includes(to.name) || protocol !== "TCP") return false;
    if (port === facts.grpcPort[to.name]) return callers[to.name].includes(from.name);
    return port === facts.metricsPort[to.name] && from === prometheus;
  };
  for (const from of [...pods, newsroom, intruder, prometheus]) {
    for (const to of [...pods, intruder, dns]) {
      if (from.namespace !== here && to.namespace !== here) continue;
      for (const port of ports) {
        for (const protocol of ["TCP", "UDP"]) {
          // Each side has to say so by itself: a hole on one of them is one mistake away from a hole in both.
          const right = expected(from, to, port, protocol);
          if (from.namespace === here && admits(policies, "Egress", from, to, port, protocol) !== right) {
            report(subject, `${from.name} ${right ? "may not" : "may"} send to ${to.name} at ${protocol} port ${port}`);
          }
          if (to.namespace === here && admits(policies, "Ingress", to, from, port, protocol) !== right) {
            report(
              subject,
              `${to.name} ${right ? "may not" : "may"} be called by ${from.name} at ${protocol} port ${port}`,
            );
          }
        }
      }
    }
  }
}
