import type { OpenAPIHono } from "@hono/zod-openapi";
import { examples } from "./examples";
import { type Operation, refusals } from "./refusals";

type Document = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

const methods = ["get", "post", "delete"] as const;

/** What a script must send where a browser does so by itself. */
const origin = {
  name: "Origin",
  in: "header",
  required: true,
  description: "Must equal public-url; a browser sends it by itself",
  schema: { type: "string", format: "uri" },
} as const;

/**
 * Adds to what the routes say of themselves all that follows from it: names and groups of operations, their refusals by
 * status, the header a change needs, and an example of each object.
 */
export function describeApi(document: Document): Document {
  const tags = new Set<string>();
  for (const [path, item] of Object.entries(document.paths ?? {}))
    for (const method of methods) {
      const operation = item[method];
      if (operation === undefined) continue;
      const tag = tagOf(path);
      tags.add(tag);
      operation.tags = [tag];
      operation.operationId = idOf(method, path);
      const { parameters = [], requestBody } = operation;
      const changes = method !== "get";
      operation.responses = {
        ...operation.responses,
        ...responsesOf({
          name: `${method.toUpperCase()} ${path}`,
          changes,
          asks: parameters.length > 0 || requestBody !== undefined,
          names: path.includes("{"),
        }),
      };
      if (changes) operation.parameters = [...parameters, origin];
    }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    const example = examples[name];
    if (example !== undefined) Object.assign(schema, { examples: [example] });
  }
  return { ...document, tags: [...tags].map((name) => ({ name })) };
}

/** `/api/groups/{group}/history` → `groups`. */
const tagOf = (path: string): string =>
  path.split("/").find((part) => part !== "" && part !== "api") ?? "api";

/** `getGroupsByGroupHistory`: stays as long as the path does. */
function idOf(method: string, path: string): string {
  const words = path
    .replace(/^\/api/, "")
    .replaceAll(/\{(\w+)\}/g, "by-$1")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function responsesOf(operation: Operation): Record<string, object> {
  const byStatus = Map.groupBy(
    refusals.filter(({ of }) => of(operation)),
    ({ status }) => status,
  );
  return Object.fromEntries(
    [...byStatus].map(([status, rows]) => [
      String(status),
      {
        description: `${rows.map(({ code }) => `\`${code}\``).join(", ")} (docs/errors.md)`,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}
