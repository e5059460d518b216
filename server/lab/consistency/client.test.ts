import { clientSuite, FakeClient } from "./client.fixture";

clientSuite(async () => ({ client: new FakeClient(), prefix: "k:" }));
