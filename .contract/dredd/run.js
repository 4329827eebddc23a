// Sends every documented request to a running service with Dredd: node dredd/run.js URL
//
// Dredd's parser knows OpenAPI 3.0 and little of 3.1, so it gets a reduced document: the same operations, examples,
// statuses, media types and required headers, in 3.0. The schemas, which it would misread, come back in the hooks: each body
// is validated against the schema of the real document.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Dredd from "dredd";

// Answers that need a state in which the sample newsroom is not: a former slug, a withdrawn story, a limit used up, a fault, no
// database.
const unprovoked = ["308", "410", "429", "500", "503"];

// An answer that never ends is none that Dredd could hold against anything; it waits for the end. The tests of the service read
// streams. What else the operation answers is sent here as well.
const unending = "text/event-stream";

// The path has chosen the format of a feed already. The other formats have tests of their own.
const byPath = "getFeed";

// A page that is shared is for whoever opens it: it refuses no one.
const forAll = "getStoryPage";

// What is for editors needs a key, and each operation a story, section or tag of its own in the right state, with its present
// entity tag. The service's own tests prepare all that, send each of these operations its documented example, and hold every
// answer against the document.
// What is for operators would send requests to wherever the examples say.
const forEditors = ["Editorial", "Keys", "Key management", "Webhooks", "Caches"];

const endpoint = process.argv[2];
if (!endpoint) {
  console.error("Give the address of a running service, such as http://localhost:8080.");
  process.exit(2);
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const contract = JSON.parse(readFileSync(here("../../openapi/newsapi.v1.json"), "utf8"));

const resolve = (node) =>
  node.$ref ? resolve(node.$ref.slice(2).split("/").reduce((part, step) => part[step], contract)) : node;

const mapValues = (object, map) => Object.fromEntries(Object.entries(object ?? {}).map(([key, value]) => [key, map(value)]));

const publicOnly = (item) =>
  Object.fromEntries(Object.entries(item).filter(([, { tags }]) => !tags.some((tag) => forEditors.includes(tag))));

function reducedParameter(reference) {
  const { name, in: place, required, example, schema } = resolve(reference);
  const value = example ?? schema.default;
  return value === undefined ? [] : [{ name, in: place, required, example: value }];
}

function reducedResponse(reference) {
  const { description, headers, content } = resolve(reference);
  const required = Object.entries(headers ?? {}).filter(([, header]) => resolve(header).required);
  return {
    description,
    headers: Object.fromEntries(required.map(([name]) => [name, {}])),
    ...(content && { content: mapValues(content, () => ({})) }),
  };
}

const firstForm = (response) => ({
  ...response,
  ...(response.content && { content: Object.fromEntries(Object.entries(response.content).slice(0, 1)) }),
});

function reducedOperation({ operationId, summary, parameters, requestBody, responses }) {
  return {
    operationId,
    summary,
    parameters: (parameters ?? []).flatMap(reducedParameter),
    requestBody: requestBody && {
      content: mapValues(requestBody.content, ({ examples }) => ({ example: Object.values(examples)[0].value })),
    },
    responses: Object.fromEntries(
      Object.entries(responses)
        .filter(([status, response]) => !unprovoked.includes(status) && !(unending in (resolve(response).content ?? {})))
        .filter(([status]) => !(operationId === forAll && status === "406"))
        .map(([status, response]) => [status, reducedResponse(response)])
        .map(([status, response]) => [status, operationId === byPath ? firstForm(response) : response]),
    ),
  };
}

const reduced = {
  openapi: "3.0.3",
  info: { title: contract.info.title, version: contract.info.version },
  paths: mapValues(contract.paths, (item) => mapValues(publicOnly(item), reducedOperation)),
};
mkdirSync(here("../node_modules/.cache"), { recursive: true });
writeFileSync(here("../node_modules/.cache/dredd.json"), JSON.stringify(reduced, null, 2));

new Dredd({
  endpoint,
  path: [here("../node_modules/.cache/dredd.json")],
  hookfiles: [here("hooks.cjs")],
  loglevel: "warning",
  sorted: false,
}).run((error, stats) => {
  if (error) console.error(error);
  console.log(`Dredd: ${stats.passes} passed, ${stats.failures} failed, ${stats.errors} errors, ${stats.skipped} skipped`);
  console.log(`Not asked for, since it never ends: ${unending}`);
  console.log(`Not asked for, since it needs a prepared newsroom: operations tagged ${forEditors.join(", ")}`);
  console.log(`Not provoked, for want of such a state in the sample newsroom: ${unprovoked.join(", ")}`);
  const fine = !error && stats.failures + stats.errors + stats.skipped === 0 && stats.passes > 0;
  process.exit(fine ? 0 : 1);
});
