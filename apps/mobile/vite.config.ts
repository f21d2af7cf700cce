import { defineConfig } from "vite";
import { precompress } from "./precompress.ts";

export default defineConfig({
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	worker: { format: "es" },
	plugins: [precompress()],
	build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
	// ONNX Runtime finds its .wasm file beside its own module; pre-bundling would move the module away from it.
	optimizeDeps: { exclude: ["onnxruntime-web"] },
	server: { proxy: { "/v1": "http://127.0.0.1:8787" } },
});
