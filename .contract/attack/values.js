// Values for what the document describes: such as it wants, such as miss it by a little, and such as want to do harm.

/** A generator of numbers from 0 to 1 that goes the same way from the same seed. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const hostile = [
  "'; drop table stories; --",
  "\" or 1=1 --",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "{{7*7}}${7*7}<%= 7*7 %>",
  "../../../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "file:///etc/passwd",
  "http://169.254.169.254/latest/meta-data/",
  "\u0000",
  "a\u0000b",
  "\u0001\u0008\u001f\u007f",
  "\ud800",
  "\udfff\ud800",
  "\u202e\u2066\ufeff",
  "%s%s%n%x",
  "$(id)`id`|id;id&&id",
  "x".repeat(2_000),
  "é".repeat(1_000),
  "((((((((((((((((((((((a))))))))))))))))))))))",
  "-".repeat(200) + "a",
  "a|".repeat(300) + "a",
  "9".repeat(40),
  "-1",
  "1e999",
  "NaN",
  "null",
  "[]",
  "{}",
  "true",
  " ",
  "",
  "\r\nX-Injected: 1",
  "0000-00-00T00:00:00Z",
  "9999-12-31T23:59:59.9999999+14:00",
  "now-999999999999d",
  "00000000-0000-0000-0000-000000000000",
];

export class Values {
  constructor(document, next) {
    this.document = document;
    this.next = next;
  }

  resolve(node) {
    return node?.$ref ? this.resolve(node.$ref.slice(2).split("/").reduce((part, step) => part[step], this.document)) : node;
  }

  one(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  chance(share) {
    return this.next() < share;
  }

  number(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** What a schema wants, as far as schemas can say; examples go first. */
  valid(reference, depth = 0) {
    const schema = this.resolve(reference) ?? {};
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return this.one(schema.enum);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return this.valid(this.one(choices), depth + 1);
    const examples = [schema.example, ...(schema.examples ?? []), schema.default].filter((value) => value !== undefined);
    if (examples.length > 0 && this.chance(0.8)) return this.one(examples);
    const type = this.one([schema.type ?? "object"].flat().filter((name) => name !== "null"));
    if (type === "string") return this.text(schema, examples);
    if (type === "integer") return this.number(Number(schema.minimum ?? 0), Math.min(Number(schema.maximum ?? 100), 2 ** 40));
    if (type === "number") return this.next() * 100;
    if (type === "boolean") return this.chance(0.5);
    if (type === "array") {
      const most = Math.min(schema.maxItems ?? 3, 3);
      return Array.from({ length: this.number(Math.min(schema.minItems ?? 0, most), most) }, () => this.valid(schema.items, depth + 1));
    }
    const required = new Set(schema.required ?? []);
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => required.has(name) || (depth < 4 && this.chance(0.5)))
        .map(([name, member]) => [name, this.valid(member, depth + 1)]),
    );
  }

  text(schema, examples) {
    if (schema.format === "date-time") return new Date(Date.now() + this.number(-1e9, 1e9)).toISOString();
    if (schema.format === "date") return new Date(Date.now() + this.number(-1e10, 1e10)).toISOString().slice(0, 10);
    if (schema.format === "uuid") return crypto.randomUUID();
    if (examples.length > 0) return this.one(examples);
    const length = this.number(Math.max(1, schema.minLength ?? 1), Math.min(schema.maxLength ?? 30, 60));
    return Array.from({ length }, () => this.one([..."abcdefghijklmnopqrstuvwxyz0123456789-"])).join("");
  }

  /** Just beside what a schema wants. */
  near(reference) {
    const schema = this.resolve(reference) ?? {};
    const wanted = this.valid(schema);
    const ways = [() => null, () => "", () => [wanted], () => ({ wanted }), () => String(wanted) + " ", () => String(wanted).toUpperCase(), () => -1];
    if (schema.maxLength !== undefined) ways.push(() => "a".repeat(schema.maxLength + 1), () => "a".repeat(schema.maxLength));
    if (schema.maximum !== undefined) ways.push(() => Number(schema.maximum) + 1, () => Number(schema.maximum));
    if (schema.minimum !== undefined) ways.push(() => Number(schema.minimum) - 1);
    return this.one(ways)();
  }

  /** An object with one or two of its members changed, at any depth. */
  bent(value, change) {
    if (value === null || typeof value !== "object" || this.chance(0.2)) return change();
    const copy = Array.isArray(value) ? [...value] : { ...value };
    const keys = Object.keys(copy);
    if (keys.length === 0 || this.chance(0.15)) {
      if (!Array.isArray(copy)) copy[this.one(["noSuchMember", "__proto__", "id", "constructor"])] = change();
      return copy;
    }
    const key = this.one(keys);
    if (this.chance(0.2)) delete copy[key];
    else copy[key] = this.bent(copy[key], change);
    return copy;
  }
}
