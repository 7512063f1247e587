import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";
import { floors } from "./lint/floors.js";

const src = fileURLToPath(new URL("./src", import.meta.url));

export default tseslint.config(
  { ignores: ["node_modules", "dist", "shots", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strict, reactHooks.configs.flat.recommended],
    plugins: { siyu: { rules: { floors } } },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "siyu/floors": ["error", { src }],
      "max-lines": ["error", { max: 250, skipBlankLines: false, skipComments: false }],
      "@typescript-eslint/no-deprecated": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
    },
  },
  { files: ["lint/**/*.js", "eslint.config.js"], languageOptions: { globals: { URL: "readonly" } } },
);
