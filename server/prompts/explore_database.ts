// The prompt `explore_database`: a first look at a database that nobody explained.

import type { Prompt } from "./prompt.ts";

/** Asks for a guide to the database. */
export const exploreDatabase: Prompt = {
  name: "explore_database",
  title: "Explore a database",
  description: "Find out what a database holds and write a short guide to it.",
  arguments: [
    { name: "schema", description: "Only this schema", required: false, names: "schema" },
    { name: "topic", description: "What you are interested in", required: false },
  ],
  text({ schema, topic }) {
    return [
      `Explore ${
        schema === undefined ? "the database" : `the schema ${JSON.stringify(schema)}`
      } and write a short guide for people who will query it.`,
      ...(topic === undefined ? [] : [`They are interested in: ${topic}`]),
      "",
      schema === undefined
        ? "1. Call list_schemas, then list_tables for each schema that matters; filter by name where there are many tables."
        : "1. Call list_tables for the schema; filter by name where there are many tables.",
      "2. Call describe_table for the tables that others refer to, and for the largest ones: a dozen at most.",
      "3. Where a name or comment leaves the meaning open, look with query: a few rows with LIMIT 5, or the distinct values of a column with counts. Do not read whole tables.",
      "",
      "Then write:",
      "- what the database is about, in two or three sentences;",
      "- the main tables, a line each, and how they join, with the columns;",
      "- columns whose values need explaining: states, flags, units, time zones;",
      "- the period the data covers and how current it is, where that can be seen;",
      "- traps: duplicates, soft deletes, columns that are always NULL, tables that look alike;",
      "- three example queries that you have run.",
      "Say what you did not look at. State nothing that you have not seen.",
    ].join("\n");
  },
};
