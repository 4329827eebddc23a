// Makes each request such that its documented answer must come, and has the body validated against the real schema.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const hooks = require("hooks");

const contract = JSON.parse(readFileSync(join(__dirname, "../../openapi/newsapi.v1.json"), "utf8"));

/** What to change in a good request to get each status; 200 needs nothing. */
const provoke = {
  304: (transaction) => (transaction.request.headers["If-None-Match"] = "*"),
  400: (transaction) => addToQuery(transaction, "noSuchParameter=1"),
  401: (transaction) => (transaction.request.headers["X-Api-Key"] = "of-nobody"),
  404: (transaction) => (transaction.fullPath = withoutResource(transaction)),
  406: (transaction) => (transaction.request.headers.Accept = "image/png"),
  413: (transaction) => (transaction.request.body = JSON.stringify({ ids: Array(100_000).fill("no-such-story") })),
  414: (transaction) => addToQuery(transaction, `q=${"x".repeat(10_000)}`),
  415: (transaction) => (transaction.request.headers["Content-Type"] = "text/plain"),
  431: (transaction) => (transaction.request.headers["X-Long"] = "x".repeat(40_000)),
  501: (transaction) => addToQuery(transaction, "format=yaml"),
};

hooks.beforeEach((transaction) => {
  transaction.request.headers.Accept = acceptOf(transaction);
  if (expectedType(transaction) !== successTypes(transaction)[0]) askForOtherForm(transaction);
  provoke[transaction.expected.statusCode]?.(transaction);
  const schema = schemaOf(transaction);
  if (schema) transaction.expected.bodySchema = JSON.stringify(schema);
});

hooks.beforeEachValidation((transaction) => {
  // Dredd compares the header as text; the character set beside the media type is no difference.
  const { headers, body } = transaction.real;
  if (headers["content-type"]) headers["content-type"] = headers["content-type"].split(";")[0];
  // Lines of JSON are judged as one list of them: Dredd knows no such type.
  if (headers["content-type"] === linesType) {
    transaction.real.body = `[${body.trimEnd().split("\n").join(",")}]`;
    headers["content-type"] = transaction.expected.headers["Content-Type"] = "application/json";
  }
});

const linesType = "application/x-ndjson";

/** The media types in which an operation answers. */
function successTypes(transaction) {
  return Object.keys(operationOf(transaction).responses[200].content);
}

function expectedType(transaction) {
  return transaction.expected.headers?.["Content-Type"];
}

/** Dredd asks for the media type of the answer that it expects; clients ask for the one they want, and get a problem instead. */
function acceptOf(transaction) {
  const [expected, types] = [expectedType(transaction), successTypes(transaction)];
  if (types.includes(expected)) return expected;
  return types[0] === "text/html" ? "*/*" : types[0];
}

/** What JSON alone has must not be asked for; oEmbed goes by its own parameter. */
function askForOtherForm(transaction) {
  if (!successTypes(transaction).includes(expectedType(transaction))) return;
  transaction.fullPath = transaction.fullPath.replace(/[?&]bodyFormat=[^&]*/, "");
  if (transaction.origin.resourceName === "/oembed") addToQuery(transaction, "format=xml");
}

function operationOf(transaction) {
  return contract.paths[transaction.origin.resourceName][transaction.request.method.toLowerCase()];
}

function addToQuery(transaction, parameter) {
  transaction.fullPath += (transaction.fullPath.includes("?") ? "&" : "?") + parameter;
}

/** The path with a name in the last parameter's place that nothing has. */
function withoutResource(transaction) {
  const template = transaction.origin.resourceName.split("/");
  if (!template.some((segment) => segment.startsWith("{"))) return transaction.fullPath.replace(/url=[^&]*/, "url=no-such-thing");
  const [path, query] = transaction.fullPath.split("?");
  const segments = path.split("/");
  segments[template.findLastIndex((segment) => segment.startsWith("{"))] = "no-such-thing";
  return segments.join("/") + (query ? `?${query}` : "");
}

function schemaOf(transaction) {
  let answer = operationOf(transaction).responses[transaction.expected.statusCode];
  if (answer.$ref) answer = contract.components.responses[answer.$ref.split("/").pop()];
  const type = expectedType(transaction);
  const media = answer.content?.[type];
  // What a standard of its own describes is held against that by the service's tests.
  if (!media || !(media.schema.$ref || media.schema.items)) return undefined;
  const one = translate(media.schema);
  const schema = type === linesType ? { type: "array", items: one } : one;
  return { $schema: "http://json-schema.org/draft-07/schema#", ...schema, definitions: definitionsFor(schema) };
}

/** Only those that a schema needs: a failed answer is printed with all of them. */
function definitionsFor(schema, found = {}) {
  for (const [, name] of JSON.stringify(schema).matchAll(/#\/definitions\/(\w+)/g)) {
    if (name in found) continue;
    found[name] = translate(contract.components.schemas[name]);
    definitionsFor(found[name], found);
  }
  return found;
}

/** From JSON Schema 2020-12 into draft 7: the document uses nothing of the one that the other lacks but for the place of
 *  definitions. Formats of numbers belong to OpenAPI alone. */
function translate(node) {
  if (Array.isArray(node)) return node.map(translate);
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === "format" && ["int32", "int64", "float", "double"].includes(value)))
      .map(([key, value]) =>
        key === "$ref" ? [key, value.replace("#/components/schemas/", "#/definitions/")] : [key, translate(value)],
      ),
  );
}
