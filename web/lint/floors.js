/**
 * The floors of the web: app and sidebar > features > ui > i18n > api; the sidebar uses no feature and no part of the app.
 * A file may import its own floor and the floors below it; one feature never imports another.
 */
import path from "node:path";

const FLOORS = ["api", "i18n", "ui", "features", "app", "sidebar"];

/** @returns {{floor: string, room: string} | null} where a path under src lives, or null when it is outside. */
function locate(file, src) {
  const [floor, room] = path.relative(src, file).split(path.sep);
  return FLOORS.includes(floor) ? { floor, room: floor === "features" ? room : floor } : null;
}

/** @returns {string | null} absolute path of an import that stays in src, or null for a library. */
function resolve(source, importer, src) {
  if (source.startsWith("@/")) return path.join(src, source.slice(2));
  return source.startsWith(".") ? path.resolve(path.dirname(importer), source) : null;
}

/** @returns {"upward" | "sideways" | null} which rule an import from one place to another breaks. */
function violation(from, to) {
  if (!from || !to) return null;
  if (from.floor === "sidebar" && (to.floor === "features" || to.floor === "app")) return "sideways";
  if (FLOORS.indexOf(to.floor) > FLOORS.indexOf(from.floor)) return "upward";
  return to.floor === "features" && from.floor === "features" && to.room !== from.room ? "sideways" : null;
}

export const floors = {
  meta: {
    type: "problem",
    schema: [{ type: "object", properties: { src: { type: "string" } }, additionalProperties: false }],
    messages: {
      upward: "{{from}} is below {{to}}: move the shared part down, or pass it in from above.",
      sideways: "Feature {{from}} may not import feature {{to}}: share through src/ui or link by URL.",
    },
  },
  create(context) {
    const src = context.options[0].src;
    const check = (node) => {
      if (!node.source || typeof node.source.value !== "string") return;
      const target = resolve(node.source.value, context.filename, src);
      const from = locate(context.filename, src);
      const to = target && locate(target, src);
      const messageId = violation(from, to);
      if (messageId) context.report({ node, messageId, data: { from: from.room, to: to.room } });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
