import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

const exposed = ["server-timing", "mdi-request-id", "retry-after"];

/** Headers that let pages of any origin read a response and its times. */
export const readableEverywhere = {
	"access-control-allow-origin": "*",
	"access-control-expose-headers": exposed.join(", "),
	"timing-allow-origin": "*",
} as const;

/**
 * Lets pages of any origin ask, and answers the browser's question whether they may.
 *
 * Not for the way of an inference: a middleware that adds headers makes the server stream the response, which costs a
 * timer of 1 ms. There {@link readableEverywhere} is part of the answer.
 */
export const crossOrigin: MiddlewareHandler = cors({
	origin: "*",
	allowMethods: ["GET", "POST"],
	exposeHeaders: exposed,
	maxAge: 86_400,
});

/** Before {@link crossOrigin}, where pages of other origins may only read: a browser that asks for more hears no. */
export const onlyReading: MiddlewareHandler = async (c, next) =>
	c.req.header("access-control-request-method") === "GET" ? next() : c.notFound();
