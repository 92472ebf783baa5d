// The prompt `answer_question`: from a question in words to an answer with its SQL.

import { fenced } from "./fenced.ts";
import type { Prompt } from "./prompt.ts";

/** Asks for an answer from the data. */
export const answerQuestion: Prompt = {
  name: "answer_question",
  title: "Answer a question with SQL",
  description: "Answer a question from the data, and show the SQL it rests on.",
  arguments: [
    { name: "question", description: "What you want to know", required: true },
    { name: "schema", description: "Where to look first", required: false, names: "schema" },
  ],
  text({ question = "", schema }) {
    return [
      "Answer this question from the database:",
      fenced(question, "text"),
      "",
      `1. Find the tables: list_schemas, list_tables, and describe_table for every table you will use${
        schema === undefined ? "" : `; look in the schema ${JSON.stringify(schema)} first`
      }. Do not guess names.`,
      "2. If the question can be read in several ways, choose the likeliest and say which.",
      "3. Write one SELECT that aggregates in SQL. Mind joins that multiply rows, NULLs, time zones, and rows that are deleted or cancelled.",
      "4. Run it with query. Where it is refused or fails, read the message, correct it and try again.",
      "5. Check the result in another way: a count, a total, or one case by hand.",
      "",
      "Give the answer first, in a sentence with its figures and units; then the SQL; then what you assumed and what could be wrong. If the data cannot answer it, say what is missing.",
    ].join("\n");
  },
};
