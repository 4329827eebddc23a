// Opens the page of every story of a running service in Chromium, on a desktop and on a phone, in light and in dark, and has axe
// look for what keeps people out: node page/run.js URL
//
// axe runs in an isolated world of the page, so the page's own policy, which lets no script run, stays as it is: whatever the
// policy had to stop is a failure here, too.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { findBrowser } from "./browser.js";

const endpoint = process.argv[2]?.replace(/\/$/, "");
if (!endpoint) {
  console.error("Give the address of a running service, such as http://localhost:8080.");
  process.exit(2);
}

const program = findBrowser();
if (!program) {
  console.log("Pages: skipped, there is no Chromium here. CHROMIUM may name one.");
  process.exit(0);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const screens = [
  { name: "desktop", viewport: { width: 1280, height: 900 } },
  { name: "phone", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
];
const schemes = ["light", "dark"];

async function addresses() {
  const found = [];
  for (let next = `${endpoint}/v1/articles?limit=100&fields=slug`; next; ) {
    const page = await (await fetch(next)).json();
    found.push(...page.items.map((item) => `${endpoint}/stories/${item.slug}`));
    next = page.links.next;
  }
  return found;
}

// Everything in the page, evaluated where the page's own scripts would not see it.
async function look(page, session) {
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const evaluate = async (expression) => {
    const answer = await session.send("Runtime.evaluate", {
      contextId: executionContextId,
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description);
    return answer.result.value;
  };
  await evaluate(`${axe}; 0`);
  const violations = await evaluate(`
    axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => id + ": " + help + " " + html.slice(0, 200))))`);
  const overflow = await evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  return overflow > 0 ? [...violations, `It is ${overflow} pixels wider than the screen.`] : violations;
}

const stories = await addresses();
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
const failures = [];
let looks = 0;
for (const { name, ...screen } of screens) {
  for (const colorScheme of schemes) {
    const context = await browser.newContext({ ...screen, colorScheme });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let said = [];
    page.on("console", (message) => said.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => said.push(`error: ${error.message}`));
    page.on("requestfailed", (request) => said.push(`not loaded: ${request.url()}`));
    for (const story of stories) {
      said = [];
      await page.goto(story, { waitUntil: "load" });
      for (const fault of [...(await look(page, session)), ...said]) failures.push(`${story} (${name}, ${colorScheme}): ${fault}`);
      looks++;
    }
    // Whoever finds nothing must show that it would have.
    await page.evaluate(() => document.documentElement.removeAttribute("lang"));
    const found = await look(page, session);
    if (!found.some((fault) => fault.startsWith("html-has-lang"))) failures.push("axe does not see a page without a language.");
    await context.close();
  }
}
await browser.close();

for (const failure of failures) console.log(failure);
console.log(`Pages: ${stories.length} stories, ${looks} looks, ${failures.length} faults`);
process.exit(failures.length === 0 && stories.length > 0 ? 0 : 1);
