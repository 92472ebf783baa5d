// The tunnel over TLS: the agent checks the server's certificate, and says why where it cannot.

import assert from "node:assert/strict";
import { agentUrl, startAgentProcess } from "../support/agent_process.ts";
import { certificatesSkipReason, makeCertificates } from "../support/certificates.ts";
import { keyFolder } from "../support/key_folder.ts";
import { callRequest } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";

const onPostgres = testsOnPostgres({ missing: certificatesSkipReason() });

onPostgres(
  "an agent reaches a server by wss whose authority it is given",
  async (postgres) => {
    await using certificates = await makeCertificates();
    const { cert, key } = certificates.server;
    await using folder = await keyFolder();
    const agentKey = await folder.create("--agent", "--database", "shop");
    const clientKey = await folder.create();
    const server = await folder.serve(
      { TLS_CERT: cert, TLS_KEY: key },
      [`--allow-read=${cert},${key}`],
    );
    try {
      const env = {
        SERVER_URL: agentUrl(server.url),
        AGENT_KEY: agentKey,
        DATABASE_NAME: "shop",
        DATABASE_URL: postgres.url,
      };
      assert.match(env.SERVER_URL, /^wss:/);
      const { ca, strangerCa } = certificates;
      const flags = [`--allow-read=${ca},${strangerCa}`];
      await using stranger = await startAgentProcess(
        { ...env, SERVER_CA: strangerCa },
        { flags, connects: false },
      );
      await until("a refusal", () => /certificate is not trusted.*SERVER_CA/.test(stranger.stderr));
      assert.equal(stranger.connections(), 0);
      await using _agent = await startAgentProcess({ ...env, SERVER_CA: ca }, { flags });
      const request = callRequest(server.url, {
        name: "query",
        arguments: { sql: "SELECT 40 + 2 AS n" },
      });
      request.headers.set("authorization", `Bearer ${clientKey}`);
      using client = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(ca)] });
      const response = await fetch(request, { client });
      assert.match(await response.text(), /42/);
    } finally {
      server.kill("SIGTERM");
      await server.ended();
    }
  },
);
