// What a front end does with the API, written against the types generated from the document. It is compiled, not run.
import createClient from "openapi-fetch";
import type { components, paths } from "newsapi";

// Stories come in other formats, too; this front end takes JSON alone, and problems.
const client = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: "https://api.example.org",
  headers: { Accept: "application/json" },
});

export async function headlines(section: string): Promise<string[]> {
  const { data, error } = await client.GET("/v1/articles", {
    params: { query: { section, sort: "newest", limit: 5, fields: "headline" } },
  });
  if (error) throw new Error(`${error.status} ${error.title}: ${error.detail}`);
  return data.items.map((article) => article.headline ?? article.id);
}

export async function firstParagraph(idOrSlug: string): Promise<string | undefined> {
  const { data } = await client.GET("/v1/articles/{idOrSlug}", { params: { path: { idOrSlug } } });
  const body = data?.body;
  if (body === undefined || typeof body === "string") return body;
  for (const block of body) {
    if (block.type === "paragraph") return block.html;
  }
  return undefined;
}

export async function withdrawn(ids: string[]): Promise<string[]> {
  const { data } = await client.POST("/v1/articles/batch", { body: { ids } });
  return (data?.items ?? []).filter((item) => item.status === 410).map((item) => item.id);
}

/** A switch over the kinds of block is complete: a new kind would not compile here. */
export function plainText(block: components["schemas"]["Block"]): string {
  switch (block.type) {
    case "paragraph":
    case "quote":
      return block.html;
    case "heading":
    case "pullquote":
    case "code":
      return block.text;
    case "list":
      return block.items.join("\n");
    case "image":
      return block.alt;
    case "embed":
      return block.title;
    case "table":
      return [block.header, ...block.rows].map((row) => row.join("\t")).join("\n");
    case "divider":
      return "";
  }
}

/** Brings a mirror up to date: gives the place to go on from next time. */
export async function follow(after: number, store: (id: string) => void, remove: (id: string) => void): Promise<number> {
  const { data, error } = await client.GET("/v1/changes", { params: { query: { after, section: "science", wait: 30 } } });
  if (error) throw new Error(`${error.status} ${error.title}: ${error.detail}`);
  for (const change of data.items) {
    switch (change.kind) {
      case "published":
      case "updated":
      case "corrected":
        store(change.articleId);
        break;
      case "withdrawn":
      case "expired":
      case "left":
        remove(change.articleId);
    }
  }
  return data.after;
}

// The types refuse what the service would refuse.
// @ts-expect-error There is no such order.
void client.GET("/v1/articles", { params: { query: { sort: "random" } } });
// @ts-expect-error A prefix is required.
void client.GET("/v1/tags/suggest", { params: { query: {} } });
