// Node 20 cannot read TypeScript, and `--import tsx` leaves worker threads alone: this entry teaches the thread first.
import { register } from "tsx/esm/api";

register();
await import("./log_writer.ts");
