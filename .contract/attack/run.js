// Sends what the document describes, what misses it by a little and what wants to do harm to every operation, through Prism, which
// holds every exchange against the document: node attack/run.js URL KEY [--seconds 60] [--seed 1]
//
// KEY is one with the scopes content:write and admin, of a service that is thrown away afterwards.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Life } from "./life.js";
import { Values, hostile, random } from "./values.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "60" }, seed: { type: "string", default: `${Date.now() % 1e9}` } },
});
const [service, key] = positionals;
if (!service || !key) {
  console.error("Give the address of a running service and a key to write and administrate with.");
  process.exit(2);
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const document = JSON.parse(readFileSync(here("../../openapi/newsapi.v1.json"), "utf8"));
const values = new Values(document, random(Number(options.seed)));

/** What only the inside knows. */
const inside = /Npgsql|System\.[A-Z]|   at [A-Z][\w.]+\(|StackTrace|delivery\.\w+_rows|editorial\.\w+|\.cs:line|PostgresException|SQLSTATE/;

const methods = ["get", "post", "put", "patch", "delete"];
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.filter((method) => item[method]).map((method) => describe(path, method, item)),
);

function describe(path, method, item) {
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((one) => values.resolve(one));
  const [mediaType, media] = Object.entries(values.resolve(operation.requestBody)?.content ?? {})[0] ?? [];
  return {
    id: operation.operationId,
    path,
    method: method.toUpperCase(),
    parameters,
    isPublic: !operation.security,
    neverEnds: Object.keys(operation.responses[200]?.content ?? {}).includes("text/event-stream"),
    mediaType,
    schema: media?.schema,
    examples: Object.values(media?.examples ?? {}).map((example) => values.resolve(example).value),
    statuses: Object.keys(operation.responses),
  };
}

const faults = new Map();
const seen = new Map(operations.map(({ id }) => [id, new Map()]));
let sent = 0;

function fault(exchange, what) {
  const name = `${exchange.operation?.id ?? exchange.method} ${exchange.status}: ${what}`.slice(0, 300);
  if (!faults.has(name)) faults.set(name, exchange);
}

/** Sends a request, and holds the answer against all that must be so. */
async function exchange({ operation, method, target, headers = {}, body }) {
  const through = operation?.neverEnds ? service : prism.base;
  let answer = through === prism.base ? await sendThroughPrism({ method, target, headers, body }) : await send(through, { method, target, headers, body });
  // What Prism finds in no path, or can't read or pass on itself, never got through as it was meant; the service must have a sound
  // answer to it all the same.
  const type = answer.answered["content-type"];
  const isOfService = type === "application/problem+json" && !answer.body.includes("stoplight.io/prism/errors");
  if (through === prism.base && !isOfService && (answer.status >= 500 || (answer.status >= 400 && !answer.body) || type === "application/problem+json"))
    answer = await send(service, { method, target, headers, body });
  const result = { operation, method, target, headers, sent: body, ...answer };
  sent++;
  if (operation) {
    const counts = seen.get(operation.id);
    counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
  }
  judge(result);
  return result;
}

/** Prism now and then hangs up, or dies of what it is sent: then the service itself is asked, and Prism is started again. */
async function sendThroughPrism(message) {
  try {
    return await send(prism.base, message);
  } catch (error) {
    console.log(`Prism did not answer (${error.cause?.code ?? error.message}): ${error.message.slice(0, 300)}`);
    if (++prism.failures > 10 + sent / 100) throw error;
    if (prism.process.exitCode !== null || prism.process.signalCode !== null) Object.assign(prism, await startPrism());
    return await send(service, message);
  }
}

function judge(result) {
  const { operation, status, target, body, answered } = result;
  if (status >= 500 && !(status === 501 && operation?.id === "getOEmbed")) fault(result, body.slice(0, 200));
  // Lines of JSON are no document to Prism: each is held to be one here, and against the schema by the service's own tests.
  // The web server itself refuses such a path, without a body.
  if (status === 400 && body === "" && target.split("?")[0].includes("%00")) return;
  const isLines = answered["content-type"] === "application/x-ndjson";
  if (isLines) body.trimEnd().split("\n").forEach((line) => JSON.parse(line));
  else for (const violation of JSON.parse(answered["sl-violations"] ?? "[]"))
    if (violation.location[0] === "response" && violation.severity === "Error") fault(result, `${violation.location.join(".")} ${violation.message}`);
  const hidden = inside.exec(body);
  if (hidden) fault(result, `tells of the inside: ${hidden[0]}`);
  if (!result.headers["X-Api-Key"] && life.isSecretIn(body)) fault(result, "tells of a draft");
}

/** A connection for each request: the service may close one that it has had enough of. */
const agent = new Agent({ keepAlive: false });

function send(base, { method, target, headers, body }) {
  return new Promise((resolve, reject) => {
    const outgoing = request(base + target, { agent, method, headers: { ...headers, ...(body && { "Content-Length": Buffer.byteLength(body) }) } }, (incoming) => {
      const parts = [];
      const end = () => resolve({ status: incoming.statusCode, answered: incoming.headers, body: Buffer.concat(parts).toString() });
      incoming.on("data", (part) => parts.push(part)).on("end", end);
      // A stream is looked at for a moment.
      if (incoming.headers["content-type"]?.startsWith("text/event-stream"))
        setTimeout(() => {
          end();
          outgoing.destroy();
        }, 200);
    });
    outgoing.on("error", (error) => reject(new Error(`${method} ${target.slice(0, 300)} at ${base}: ${error.message}`, { cause: error })));
    outgoing.setTimeout(30_000, () => outgoing.destroy(new Error(`${method} ${target} is not answered.`)));
    outgoing.end(body);
  });
}

function valueFor(parameter, mood) {
  if (mood === "hostile" && values.chance(0.5)) return values.one(hostile);
  if (mood === "near" && values.chance(0.5)) return values.near(parameter.schema);
  return parameter.example !== undefined && values.chance(0.6) ? parameter.example : values.valid(parameter.schema);
}

const encode = (value) => encodeURIComponent(typeof value === "object" ? JSON.stringify(value) : String(value).toWellFormed());

function targetOf(operation, mood) {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
    const known = life.nameFor(operation, name);
    if (known !== undefined && (mood === "valid" || values.chance(0.6))) return encode(known);
    return encode(valueFor(operation.parameters.find((one) => one.in === "path" && one.name === name), mood)) || "%20";
  });
  const query = operation.parameters
    .filter((one) => one.in === "query" && (one.required || values.chance(0.25)))
    .map((one) => `${one.name}=${encode(valueFor(one, mood))}`);
  if (mood !== "valid" && values.chance(0.1)) query.push(`${values.one(["noSuchParameter", "limit", "q", "key"])}=${encode(values.one(hostile))}`);
  return path + (query.length ? `?${query.join("&")}` : "");
}

function bodyOf(operation, mood) {
  if (!operation.schema) return undefined;
  const wanted = operation.examples.length > 0 && values.chance(0.6) ? values.one(operation.examples) : values.valid(operation.schema);
  const value = mood === "valid" ? wanted : values.bent(wanted, () => (mood === "near" ? values.near({ type: "string" }) : values.one(hostile)));
  if (mood === "hostile" && values.chance(0.1)) return values.one(["", "{", "[".repeat(5_000), "\u0000", '{"a":'.repeat(500), "\ufeff{}", "nil"]);
  if (typeof value === "string") return value;
  return operation.mediaType.includes("form") && !Array.isArray(value) && value ? new URLSearchParams(value).toString() : JSON.stringify(value);
}

/** Asks for what there is, as simply as can be. */
async function ask(operation) {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
    const described = operation.parameters.find((one) => one.in === "path" && one.name === name);
    return encode(life.nameFor(operation, name) ?? described.example ?? values.valid(described.schema));
  });
  const query = operation.parameters.filter((one) => one.in === "query" && one.required).map((one) => `${one.name}=${encode(one.example)}`);
  const target = path + (query.length ? `?${query.join("&")}` : "");
  await exchange({ operation, method: "GET", target, headers: operation.isPublic ? {} : { "X-Api-Key": key } });
}

const publicKinds = ["none", "none", "reader", "wrong"];
const kinds = ["admin", "admin", "admin", "admin", "reader", "wrong", "none"];

async function attack(operation, mood = values.one(["valid", "valid", "near", "hostile"]), kind = values.one(operation.isPublic ? publicKinds : kinds)) {
  const headers = {};
  if (kind === "admin") headers["X-Api-Key"] = key;
  if (kind === "reader") headers["X-Api-Key"] = life.reader;
  if (kind === "wrong") headers["X-Api-Key"] = values.one(["newsapi_aaaaaaaaaaaa_wrong", "x", `${key.slice(0, -1)}A`]);
  if (operation.mediaType) headers["Content-Type"] = mood === "hostile" && values.chance(0.1) ? values.one(["text/plain", "application/xml", "a/b;c=\"d"]) : operation.mediaType;
  if (mood === "hostile" && values.chance(0.1)) headers.Accept = values.one(["image/png", "*/*;q=0", "text/html", "application/json;q=x", ",".repeat(50)]);
  const target = targetOf(operation, mood);
  if (operation.parameters.some((one) => one.name === "If-Match") && values.chance(0.9)) headers["If-Match"] = await life.tagOf(target, operation);
  const result = await exchange({ operation, method: operation.method, target, headers, body: bodyOf(operation, mood) });
  life.learn(operation, result);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The document as Prism can hold answers against it. It drops all before the plus of a media type, so that to it every kind of JSON
 * is the first that an answer may have: that one gets the schemas of all, each of the others with what it is known by. */
function forPrism() {
  const mark = { "application/ld+json": "@context", "application/vnd.iptc.ninjs+json": "standard" };
  const bent = structuredClone(document);
  const responses = Object.values(bent.paths).flatMap((item) => methods.flatMap((method) => Object.values(item[method]?.responses ?? {})));
  for (const { content = {} } of responses) {
    const [first, ...others] = Object.keys(content).filter((type) => /[/+]json$/.test(type));
    const marked = others.map((type) => ({ allOf: [content[type].schema, { type: "object", required: [mark[type]] }] }));
    if (first === "application/json" && marked.length > 0) content[first].schema = { anyOf: [content[first].schema, ...marked] };
  }
  return bent;
}

async function startPrism() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "newsapi-attack."));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const documentFile = join(folder, "document.json");
  writeFileSync(documentFile, JSON.stringify(forPrism()));
  const proxy = spawn(here("../node_modules/.bin/prism"), ["proxy", documentFile, service, "--port", `${port}`, "--host", "127.0.0.1", "--verboseLevel", "error"], {
    // It tells of each request that it can't read itself.
    stdio: "ignore",
  });
  process.on("exit", () => proxy.kill());
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 240; tries++) {
    try {
      await send(base, { method: "GET", target: "/v1/sections", headers: {} });
      return { base, process: proxy };
    } catch (error) {
      if (error.cause?.code !== "ECONNREFUSED") throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  throw new Error("Prism does not start.");
}

const life = new Life({ operations, values, key, exchange: (one) => exchange(one) });
const prism = { failures: 0, ...(await startPrism()) };
await life.begin();
await life.goOn();
for (const operation of operations.filter(({ method }) => method === "GET")) await ask(operation);
const end = Date.now() + Number(options.seconds) * 1000;
for (let round = 0; Date.now() < end; round++) {
  await life.goOn();
  for (const operation of [...operations].sort(() => values.next() - 0.5)) if (Date.now() < end) await attack(operation);
}
await life.goOn();

// A hub answers well whose callback answers, and there is none here.
const unreachable = ["askHub"];
const isUnreached = ({ id }) => !unreachable.includes(id) && ![...seen.get(id).keys()].some((status) => status < 400);
// Where the time was short, chance has not led everywhere.
for (let tries = 0; tries < 50; tries++)
  for (const operation of operations.filter(isUnreached)) await attack(operation, "valid", operation.isPublic ? "none" : "admin");

for (const [id, counts] of seen) console.log(`${id.padEnd(26)} ${[...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status}×${count}`).join(" ")}`);
const unreached = operations.filter(isUnreached).map(({ id }) => id);
if (unreached.length > 0) console.log(`Never answered well: ${unreached.join(", ")}`);
console.log(`${sent} requests, seed ${options.seed}, ${faults.size} faults.`);
for (const [name, { method, target, headers, sent: body }] of faults)
  console.log(`\n${name}\n  ${method} ${target.slice(0, 500)} ${JSON.stringify({ ...headers, "X-Api-Key": headers["X-Api-Key"] && "…" })}\n  ${body?.slice(0, 500) ?? ""}`);
process.exit(faults.size > 0 || unreached.length > 0 ? 1 : 0);
