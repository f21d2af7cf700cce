import { memoryStore } from "./memory_store.ts";
import { outboxStoreSuite } from "./testdata/outbox_store_suite.ts";

outboxStoreSuite("memoryStore()", async () => memoryStore(), false);
