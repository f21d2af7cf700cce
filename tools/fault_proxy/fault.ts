/** What can happen to one request. */
export type Fault =
	/** A page with status 200 in the gateway's place: sign in to this Wi-Fi. The gateway hears nothing. */
	| { kind: "captive-portal" }
	/** A problem document (RFC 9457) with this status. The gateway hears nothing. */
	| {
			kind: "status";
			/** HTTP status, such as 429 or 500. */
			status: number;
			/** Value of `Retry-After`, in seconds. Absent: no such header. */
			retryAfterS?: number;
	  }
	/** Status 200 and `application/json`, and no JSON. The gateway hears nothing. */
	| { kind: "malformed-json" }
	/** Status 200 and JSON that is not what was asked for. The gateway hears nothing. */
	| { kind: "wrong-shape" }
	/** The first half of the gateway's own body, as if it were all of it. */
	| { kind: "truncated-json" }
	/** The connection is closed as soon as the request is there. The gateway hears nothing. */
	| { kind: "refuse" }
	/** The gateway does its work, and its reply is lost: the connection closes. */
	| {
			kind: "cut";
			/** How much of the reply arrives: nothing, some of the headers, or the headers and half of the body. */
			where: "before-headers" | "in-headers" | "in-body";
	  }
	/** Nothing ever comes. The gateway hears nothing. */
	| { kind: "hang" }
	/** The gateway's reply is held back, and sent in one piece. */
	| {
			kind: "hold";
			/** When it is sent, in milliseconds since the request arrived here; at once where the gateway took longer. */
			untilMs: number;
	  };

/** Which requests a fault strikes. */
export interface Injection {
	/** What happens to them. */
	fault: Fault;
	/** Their path without its query; a text must be all of it. Default: any. */
	path?: string | RegExp;
	/** Their method. Default: any. */
	method?: string;
	/** How many it strikes before it is used up. Default: all. */
	times?: number;
}
