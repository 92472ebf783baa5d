// The prompts, in the order they are offered. Names and arguments are a contract.

import { answerQuestion } from "./answer_question.ts";
import { explainSlowQuery } from "./explain_slow_query.ts";
import { exploreDatabase } from "./explore_database.ts";
import { profileTable } from "./profile_table.ts";
import type { Prompt } from "./prompt.ts";

/** Every prompt that is served. */
export const ALL_PROMPTS: readonly Prompt[] = [
  exploreDatabase,
  answerQuestion,
  explainSlowQuery,
  profileTable,
];
