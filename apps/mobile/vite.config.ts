import { defineConfig } from "vite";
import { precompress } from "./precompress.ts";
import { serviceWorker } from "./service_worker/vite_plugin.ts";

export default defineConfig({
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	worker: { format: "es" },
	plugins: [serviceWorker({ later: /webgpu|asyncify|sha2/ }), precompress()],
	build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
	// ONNX Runtime finds its .wasm file beside its own module; pre-bundling would move the module away from it.
	optimizeDeps: { exclude: ["onnxruntime-web"] },
	// Says for whom it asks: the gateway would take all who reach this server for a program of its own machine.
	server: { proxy: { "/v1": { target: "http://127.0.0.1:8787", changeOrigin: true, xfwd: true } } },
});
