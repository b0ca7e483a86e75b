// SPDX-License-Identifier: MIT
// Judges manifests on standard input: types and what is required by kubernetes-models, unknown keys, which that
// lets pass, by the attribute maps of the official client. A line a mistake; exit code 1 where there is one.
import * as client from "@kubernetes/client-node";
import { loadAll } from "js-yaml";
import { readFileSync } from "node:fs";

const MODULES = {
  v1: "v1", "apps/v1": "apps/v1", "autoscaling/v2": "autoscaling/v2", "policy/v1": "policy/v1",
  "networking.k8s.io/v1": "networking.k8s.io/v1",
};

// "V1Deployment" for apps/v1 Deployment, "V2HorizontalPodAutoscaler" for autoscaling/v2.
function clientClass(document) {
  const version = document.apiVersion.split("/").pop();
  return client[version[0].toUpperCase() + version.slice(1) + document.kind];
}

function* unknownKeys(type, value, path) {
  const list = /^Array<(.*)>$/.exec(type);
  if (list && Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* unknownKeys(list[1], item, `${path}[${i}]`);
    return;
  }
  const known = client[type]?.getAttributeTypeMap?.();
  if (!known || typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const attribute = known.find((one) => one.baseName === key);
    if (attribute) yield* unknownKeys(attribute.type, inner, `${path}.${key}`);
    else yield `${path}.${key}: no such key`;
  }
}

async function* mistakes(document) {
  const name = `${document.kind}/${document.metadata?.name}`;
  const type = clientClass(document);
  if (!type || !MODULES[document.apiVersion]) {
    yield `${name}: ${document.apiVersion} ${document.kind} is not known here`;
    return;
  }
  yield* unknownKeys(type.name, document, name);
  const model = (await import(`kubernetes-models/${MODULES[document.apiVersion]}`))[document.kind];
  try {
    new model(document).validate();
  } catch (error) {
    yield `${name}: ${error.message}`;
  }
}

let wrong = false;
for (const document of loadAll(readFileSync(0, "utf8")).filter(Boolean)) {
  for await (const mistake of mistakes(document)) {
    console.log(mistake);
    wrong = true;
  }
}
process.exit(wrong ? 1 : 0);
