import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm run dev` finds a server. */
const SERVER = process.env.PROBATIVE_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  resolve: {
    alias: {
      "~": at("./src"),
      // Names of tokens have digests of each release in them, and the two packages are not released together: taken
      // from elsewhere than the components, a token is unknown to their style sheets and stays light in the dark.
      "@cloudscape-design/design-tokens": at(
        "./node_modules/@cloudscape-design/components/internal/generated/styles/tokens.js",
      ),
    },
  },
  build: {
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // Nothing is put into the page itself: the content security policy of the console has no `data:` for scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  server: {
    // All that is no page is the server's, so that cookies and the API are of one origin, as they are in use.
    proxy: { "^/(?!console/)": { target: SERVER, changeOrigin: false } },
  },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://127.0.0.1/console/" } },
    setupFiles: ["./tools/test-setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    // Two at once are enough for a small machine, and a browser for each file would take longer than its tests.
    maxWorkers: 2,
    isolate: false,
    server: { deps: { inline: [/@cloudscape-design/] } },
  },
});
