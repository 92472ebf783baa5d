// Prompts through the official client, in both protocol eras.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { ALL_PROMPTS } from "../../server/prompts/all_prompts.ts";
import { promptArguments, promptText } from "../../server/prompts/prompt.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { serveMemory } from "../support/serve_memory.ts";

const ARGUMENTS = {
  explore_database: ["schema", "topic"],
  answer_question: ["question*", "schema"],
  explain_slow_query: ["sql*"],
  profile_table: ["table*"],
};

for (const era of ERAS) {
  Deno.test(`${era}: the prompts have the agreed names and arguments, and need no database`, async () => {
    await using app = createApp({ database: null });
    await using connection = await connectClient(app, era);
    const { prompts } = await connection.client.listPrompts();
    assert.deepEqual(
      Object.fromEntries(prompts.map((prompt) => [
        prompt.name,
        prompt.arguments?.map(({ name, required }) => required ? `${name}*` : name),
      ])),
      ARGUMENTS,
    );
    for (const prompt of prompts) assert.ok(prompt.title && prompt.description, prompt.name);
    const filled = await connection.client.getPrompt({
      name: "explain_slow_query",
      arguments: { sql: "SELECT '```' AS fence" },
    });
    const content = filled.messages[0]?.content;
    assert.ok(content?.type === "text");
    assert.match(content.text, /\n````sql\nSELECT '```' AS fence\n````\n/);
    assert.match(content.text, /Call explain/);
  });
}

Deno.test("a prompt names the argument that is missing or not its own", async () => {
  await using app = createApp({ database: serveMemory() });
  await using connection = await connectClient(app, "modern");
  const get = (name: string, values: Readonly<Record<string, string>>) =>
    connection.client.getPrompt({ name, arguments: { ...values } });
  await assert.rejects(get("profile_table", {}), /argument "table" is missing.*takes: table/);
  await assert.rejects(get("profile_table", { table: "  " }), /"table" is missing/);
  await assert.rejects(get("profile_table", { table: "t", x: "1" }), /no argument "x"/);
  await assert.rejects(get("drop_table", {}), /Unknown prompt "drop_table".*profile_table/);
});

Deno.test("with several databases every prompt asks which, and says it to the model", () => {
  for (const prompt of ALL_PROMPTS) {
    const places = promptArguments(prompt, ["one", "two"]);
    assert.equal(places[0]?.name, "database");
    const values = Object.fromEntries(places.map((place) => [place.name, "one"]));
    const text = promptText(prompt, { values, databaseNames: ["one", "two"] });
    assert.match(text, /Use the database "one": name it in every call\./);
    const alone = promptText(prompt, {
      values: Object.fromEntries(prompt.arguments.map((place) => [place.name, "x"])),
      databaseNames: ["one"],
    });
    assert.doesNotMatch(alone, /Use the database/);
  }
});
