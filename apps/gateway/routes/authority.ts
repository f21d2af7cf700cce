import type { OpenAPIHono } from "@hono/zod-openapi";

/**
 * `GET /authority.crt`: the certificate of the authority behind this gateway's HTTPS, for phones that are to trust it.
 * Opened on a phone, it asks whether it is to be installed.
 */
export function authorityRoute(app: OpenAPIHono, authority: string | null): void {
	if (authority === null) return;
	app.get("/authority.crt", (c) =>
		c.body(authority, 200, {
			"content-type": "application/x-x509-ca-cert",
			"content-disposition": 'attachment; filename="mdinference-authority.crt"',
			"cache-control": "no-store",
		}),
	);
}
