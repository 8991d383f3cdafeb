// What the programs and their images are like, read from their sources: what the manifests have to agree with.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export const services = ["ingest", "tagger", "query"];

// Memory that a program needs besides RocksDB's budget, in MiB: ingest's queue of the writer (96) and calls; the tagger's
// models and texts in work; query's tails and caches of groupings. Measured in tests/bench/LEDGER.md, rounded up.
const otherMemoryMib = { ingest: 256, tagger: 320, query: 512 };

const read = (path) => readFileSync(path, "utf8");
const only = (text, pattern, what) => {
  const match = text.match(pattern);
  if (match === null) throw new Error(`cannot find ${what}`);
  return match[1];
};

// Flags of a service: name to { type, value }, `value` being the default as it is written.
function readFlags(service) {
  const flags = {};
  for (const [, type, name, value] of read(`services/${service}/config.cc`).matchAll(
    /ABSL_FLAG\(\s*([\w:]+),\s*(\w+),\s*("[^"]*"|[\w:.()-]+)\s*,/g,
  )) {
    flags[name] = { type: type.replace(/^.*::/, ""), value: value.replace(/^"|"$/g, "") };
  }
  return flags;
}

export function readFacts() {
  const dockerfile = read("Dockerfile");
  const facts = {
    flags: {},
    grpcPort: {},
    metricsPort: {},
    otherMemoryMib,
    images: new Set(execFileSync("scripts/image", ["--list"], { encoding: "utf8" }).trim().split("\n")),
    user: Number(only(dockerfile, /^USER (\d+):\d+$/m, "USER in Dockerfile")),
    modelsDir: only(dockerfile, /^COPY models (\S+)$/m, "models in Dockerfile"),
    drainSeconds: Number(
      only(read("common/rpc/server.h"), /drain_deadline = absl::Seconds\((\d+)\)/, "the drain deadline"),
    ),
    metrics: new Set([...read("k8s/monitoring/METRICS.md").matchAll(/^\| `(sitrep_\w+)`/gm)].map((match) => match[1])),
    cliOptions: new Set([...read("cli/admin.cc").matchAll(/"(--[a-z-]+)"/g)].map((match) => match[1])),
  };
  for (const service of services) {
    facts.flags[service] = readFlags(service);
    facts.grpcPort[service] = Number(only(facts.flags[service].address.value, /:(\d+)$/, "a port"));
    facts.metricsPort[service] = Number(only(facts.flags[service].metrics_address.value, /:(\d+)$/, "a port"));
  }
  return facts;
}

// The lines of a flag file, as { name: value }; `report` gets what abseil would refuse.
export function parseFlagFile(text, flags, report) {
  const values = {};
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const match = line.match(/^--(\w+)=(\S+)$/);
    if (match === null) {
      report(`is no flag: ${line}`);
      continue;
    }
    const [, name, value] = match;
    if (!(name in flags)) report(`the program has no flag --${name}`);
    else if (!fits(value, flags[name].type)) report(`--${name} is of type ${flags[name].type}: ${value}`);
    if (name in values) report(`--${name} is there twice`);
    values[name] = value;
  }
  return values;
}

function fits(value, type) {
  switch (type) {
    case "string":
      return true;
    case "bool":
      return /^(true|false)$/.test(value);
    case "int":
    case "int32_t":
    case "int64_t":
      return /^-?\d+$/.test(value);
    case "uint32_t":
    case "uint64_t":
      return /^\d+$/.test(value);
    case "Duration":
      return /^(\d+(\.\d+)?(h|ms|us|ns|m|s))+$/.test(value);
    default:
      throw new Error(`a flag has a type that the checks do not know: ${type}`);
  }
}

// "512Mi" to 512.
export function mebibytes(quantity) {
  const [, number, unit] = String(quantity).match(/^(\d+(?:\.\d+)?)(Mi|Gi|Ti)$/) ?? [];
  if (number === undefined) throw new Error(`not a quantity in Mi, Gi or Ti: ${quantity}`);
  return Number(number) * { Mi: 1, Gi: 1024, Ti: 1024 * 1024 }[unit];
}

// The partition map: { partitions, ingest: [{ordinal, address, owns}], query: [{index, modulo, holds, whole}] }.
export function parsePartitionMap(text, report) {
  const map = { partitions: 0, ingest: [], query: [] };
  const list = (words) =>
    words.split(",").flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
  for (const line of text
    .split("\n")
    .map((l) => l.replace(/#.*/, "").trim())
    .filter((l) => l !== "")) {
    const words = line.split(/\s+/);
    let match;
    if ((match = line.match(/^log ([0-9a-f]{1,16}) (\d+)$/)) !== null && !/^0+$/.test(match[1])) {
      map.partitions = Number(match[2]);
    } else if (/^ingest \d+ \S+:\d+ [\d,-]+$/.test(line)) {
      map.ingest.push({ ordinal: Number(words[1]), address: words[2], owns: list(words[3]) });
    } else if (/^query \d+\/\d+ [\d,-]+( whole)?$/.test(line)) {
      const [index, modulo] = words[1].split("/").map(Number);
      map.query.push({ index, modulo, holds: list(words[2]), whole: words[3] === "whole" });
    } else {
      report(`not a line of a partition map: ${line}`);
    }
  }
  return map;
}
