// Whether the server says that the connection is encrypted.

import assert from "node:assert/strict";
import { certificatesSkipReason, makeCertificates } from "../../support/certificates.ts";
import { postgresSkipReason, startPostgres } from "../../support/postgres_server.ts";
import { examineAt } from "./clinic.ts";

const missing = postgresSkipReason() ?? certificatesSkipReason();

Deno.test({
  name: `doctor sees TLS${missing === null ? "" : ` (left out: ${missing})`}`,
  ignore: missing !== null,
  async fn() {
    await using certificates = await makeCertificates();
    const { cert, key } = certificates.server;
    await using server = await startPostgres({
      settings: { ssl: "on", ssl_cert_file: cert, ssl_key_file: key },
    });
    const transportOf = async (parameters: string) =>
      (await examineAt(`${server.url}?${parameters}`)).subject.posture.transport;
    assert.deepEqual(await transportOf("sslmode=require"), { encrypted: true, origin: "local" });
    assert.deepEqual(await transportOf("sslmode=disable"), { encrypted: false, origin: "local" });
  },
});
