import { clientSuite, FakeClient } from "./client.fixture";

clientSuite(1, async () => ({ client: new FakeClient(), prefix: "k:" }));
