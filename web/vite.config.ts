import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The Python process serves the built console, so it is built straight into the package. */
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("../src/siyu/console_dist"),
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    // Two faces: the console, and the sidebar inside WeCom with a small first load of its own.
    rollupOptions: { input: { index: here("./index.html"), sidebar: here("./sidebar.html") } },
  },
  server: { proxy: { "/api": process.env.SIYU_API ?? "http://127.0.0.1:8000" } },
  test: {
    environment: "jsdom",
    globals: true,
    setupFiles: ["./src/app/test_setup.ts"],
    css: false,
    testTimeout: 30_000,
    env: { DEBUG_PRINT_LIMIT: "0" },
  },
});
