// What is there to be attacked: stories, sections, tags, keys and webhooks, made in good order, used, changed, taken back and used
// again.

export class Life {
  constructor({ operations, values, key, exchange }) {
    Object.assign(this, { values, key, exchange });
    this.byId = new Map(operations.map((operation) => [operation.id, operation]));
    this.mark = `unpublished${values.number(1e6, 9e6)}`;
    this.pools = { idOrSlug: [], story: [], section: ["science"], tag: [], key: [], webhook: [], cache: [] };
  }

  /** A key that only reads, and a draft that nobody must hear of. */
  async begin() {
    const made = await this.do("createKey", { body: { name: "attack: reader", scopes: ["content:read"], plan: "internal" } }, 201);
    this.reader = JSON.parse(made.body).secret;
    const listed = await this.do("listTags", { query: "?limit=50" });
    this.pools.tag = JSON.parse(listed.body).items.map(({ id }) => id);
    const articles = await this.do("listArticles", { query: "?limit=20" });
    this.pools.idOrSlug = JSON.parse(articles.body).items.flatMap(({ id, slug }) => [id, slug]);
    await this.do("createArticle", { body: this.draft(this.mark) }, 201);
  }

  isSecretIn(text) {
    return text.includes(this.mark);
  }

  draft(headline) {
    return { language: "en", headline, section: "science", body: [{ type: "paragraph", html: "What happened." }] };
  }

  /** A story's whole life, a section's, a tag's and a webhook's, each step of which must succeed. */
  async goOn() {
    const name = `attack-${Date.now().toString(36)}-${this.values.number(1, 1e6)}`;
    const story = JSON.parse((await this.do("createArticle", { body: this.draft(name) }, 201)).body);
    const path = { id: story.id };
    await this.do("changeArticle", { path, body: { standfirst: "Something." }, match: true });
    await this.do("publishArticle", { path, body: { impact: "major" }, match: true });
    await this.do("getArticle", { path: { idOrSlug: story.id } });
    await this.do("correctArticle", { path, body: { text: "It was otherwise." }, match: true });
    const preview = JSON.parse((await this.do("createPreview", { path, body: {} }, 201)).body);
    await this.do("getPreview", { path: { link: new URL(preview.url).pathname.split("/").at(-1) } });
    await this.do("getArticleHistory", { path });
    await this.do("getArticleRevision", { path: { ...path, revision: 1 } });
    await this.do("withdrawArticle", { path, body: { kind: "editorial" }, match: true });
    await this.do("getArticle", { path: { idOrSlug: story.id } }, 410);
    await this.do("reinstateArticle", { path, match: true });
    this.keep("story", story.id);
    this.keep("idOrSlug", story.id);
    await this.planAndDrop(name);
    await this.do("createSection", { body: { slug: name, title: name } }, 201);
    this.keep("section", name);
    await this.do("createTag", { body: { type: "topic", slug: name, title: name } }, 201);
    this.keep("tag", `topic/${name}`);
    await this.mergeAndDelete(name);
    const hook = await this.do("createWebhook", { body: { name, url: "https://receiver.example.org/hook" } }, 201);
    this.keep("webhook", JSON.parse(hook.body).id);
    await this.do("replayWebhook", { path: { id: JSON.parse(hook.body).id }, body: { after: 0 } });
    const key = await this.do("createKey", { body: { name, scopes: ["content:read"], entitlement: { section: "science" } } }, 201);
    const holder = { id: JSON.parse(key.body).id };
    await this.do("changeKey", { path: holder, body: { plan: "developer", entitlement: { delayDays: 7 } }, match: true });
    this.keep("key", holder.id);
    const cache = await this.do("createCache", { body: { name, url: "https://edge.example.org/", form: "varnish" } }, 201);
    this.keep("cache", JSON.parse(cache.body).id);
    await this.do("getCache", { path: { id: JSON.parse(cache.body).id } });
  }

  /** A story that is planned, held back and thrown away. */
  async planAndDrop(name) {
    const path = { id: JSON.parse((await this.do("createArticle", { body: this.draft(`${name} later`) }, 201)).body).id };
    await this.do("publishArticle", { path, body: { at: new Date(Date.now() + 1e8).toISOString() }, match: true });
    await this.do("unscheduleArticle", { path, match: true });
    await this.do("deleteDraft", { path, match: true }, 204);
  }

  /** Tags that nothing bears: one goes into another, one goes. */
  async mergeAndDelete(name) {
    for (const slug of [`${name}-a`, `${name}-b`]) await this.do("createTag", { body: { type: "topic", slug, title: slug } }, 201);
    await this.do("mergeTag", { path: { type: "topic", slug: `${name}-a` }, body: { into: `topic/${name}` }, match: true });
    await this.do("deleteTag", { path: { type: "topic", slug: `${name}-b` }, match: true }, 204);
    await this.do("listEditorialTags", { query: "?limit=5" });
  }

  keep(pool, name) {
    const list = this.pools[pool];
    list.push(name);
    if (list.length > 60) list.splice(this.values.number(0, 40), 1);
  }

  /** Does a step, and fails where it is answered otherwise than it must be. */
  async do(id, { path = {}, query = "", body, match }, status = 200) {
    const operation = this.byId.get(id);
    const target = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name])) + query;
    const headers = operation.isPublic ? {} : { "X-Api-Key": this.key };
    if (body) headers["Content-Type"] = operation.mediaType;
    if (match) headers["If-Match"] = await this.tagOf(target, operation);
    const result = await this.exchange({ operation, method: operation.method, target, headers, body: body && JSON.stringify(body) });
    if (result.status !== status) throw new Error(`${id} answered ${result.status} instead of ${status}: ${result.body.slice(0, 500)}`);
    return result;
  }

  /** The entity tag of what a target changes. */
  async tagOf(target, operation) {
    const own = /\/v1\/(editorial\/articles|editorial\/sections|admin\/webhooks|admin\/keys)\/[^/?]+|\/v1\/editorial\/tags\/[^/?]+\/[^/?]+/.exec(target)?.[0];
    if (!own) return '"none"';
    const answer = await this.exchange({ operation: undefined, method: "GET", target: own, headers: { "X-Api-Key": this.key } });
    return answer.answered.etag ?? `"${operation.id}"`;
  }

  /** A name that means something in this place. */
  nameFor(operation, parameter) {
    const { path } = operation;
    const pool =
      parameter === "idOrSlug" ? "idOrSlug"
      : path.startsWith("/v1/editorial/articles/") && parameter === "id" ? "story"
      : path.startsWith("/v1/admin/keys/") ? "key"
      : path.startsWith("/v1/admin/webhooks/") && parameter === "id" ? "webhook"
      : path.startsWith("/v1/admin/caches/") && parameter === "id" ? "cache"
      : path.includes("/sections/") ? "section"
      : path.includes("/tags/") ? "tag"
      : undefined;
    if (!pool || this.pools[pool].length === 0) return undefined;
    const name = this.values.one(this.pools[pool]);
    if (pool !== "tag") return name;
    // Type and slug belong together.
    if (parameter === "type") this.tag = name;
    return (this.tag ?? name).split("/")[parameter === "type" ? 0 : 1];
  }

  /** Remembers what was made. */
  learn(operation, { status, body }) {
    if (status !== 201) return;
    const made = JSON.parse(body);
    if (operation.id === "createArticle") this.keep("story", made.id);
    if (operation.id === "createSection") this.keep("section", made.slug);
    if (operation.id === "createTag") this.keep("tag", made.id);
    if (operation.id === "createWebhook") this.keep("webhook", made.id);
    if (operation.id === "createKey") this.keep("key", made.id);
  }
}
