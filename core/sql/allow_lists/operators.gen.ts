// Made by tests/generate/allow_lists.ts from the catalogues of PostgreSQL 15 to 18;
// do not edit. The judgements are in the *_review.ts files beside it.

/** Harmless operators. Blank-separated. */
export const BUILT_IN_OPERATORS = String.raw`
!! !~ !~* !~~ !~~* # ## #- #> #>> % & && &< &<| &> * *< *<= *<> *= *> *>= + - -> ->> -|- / < <-> <<
<<= <<| <= <> <@ <^ = > >= >> >>= >^ ? ?# ?& ?- ?-| ?| ?|| @ @-@ @> @? @@ @@@ ^ ^@ | |&> |/ |>> ||
||/ ~ ~* ~<=~ ~<~ ~= ~>=~ ~>~ ~~ ~~*
`;
