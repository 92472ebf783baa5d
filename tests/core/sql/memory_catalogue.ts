// A catalogue in memory, for the guard's tests: it knows what it is given, and
// answers as the database's would under a search path.

import type {
  Catalogue,
  CatalogueAnswer,
  CatalogueQuestion,
  FunctionInfo,
  ObjectName,
  OperatorInfo,
  RelationInfo,
  TypeInfo,
} from "../../../core/ports/catalogue.ts";

/** What the database holds, and the schemas that names without one are looked up in. */
export interface MemoryCatalogueContent {
  readonly searchPath: readonly string[];
  readonly functions?: readonly FunctionInfo[];
  readonly operators?: readonly OperatorInfo[];
  readonly types?: readonly TypeInfo[];
  readonly relations?: readonly RelationInfo[];
}

/** A catalogue that also keeps the questions it was asked. */
export interface MemoryCatalogue extends Catalogue {
  readonly questions: CatalogueQuestion[];
}

/** Makes a catalogue of `content`. */
export function createMemoryCatalogue(content: MemoryCatalogueContent): MemoryCatalogue {
  const questions: CatalogueQuestion[] = [];

  function reaches(name: ObjectName, object: ObjectName): boolean {
    const schemas = name.schema === null ? content.searchPath : [name.schema];
    return object.schema !== null && schemas.includes(object.schema) && name.name === object.name;
  }

  function find<Info extends ObjectName>(
    names: readonly ObjectName[],
    objects: readonly Info[] = [],
  ): readonly Info[] {
    return objects.filter((object) => names.some((name) => reaches(name, object)));
  }

  return {
    questions,
    resolve(question: CatalogueQuestion): Promise<CatalogueAnswer> {
      questions.push(question);
      return Promise.resolve({
        functions: find(question.functions, content.functions),
        operators: find(question.operators, content.operators),
        types: find(question.types, content.types),
        relations: question.relations.map((name) =>
          content.relations?.find((relation) => reaches(name, relation)) ?? null
        ),
      });
    },
    readEntries: () => Promise.resolve({ entries: [] }),
    reach(names: readonly ObjectName[]) {
      const found = content.relations?.filter((relation) =>
        names.some(({ schema, name }) => schema === relation.schema && name === relation.name)
      );
      return Promise.resolve({ relations: found ?? [], evidence: null });
    },
  };
}

/** A user's function, as far as nothing else is said. */
export function someFunction(
  schema: string,
  name: string,
  rest: Partial<FunctionInfo> = {},
): FunctionInfo {
  return {
    schema,
    name,
    takesOneArgument: true,
    minArguments: 1,
    maxArguments: 1,
    onPath: true,
    volatility: "volatile",
    securityDefiner: false,
    extension: null,
    ...rest,
  };
}

/** A table with columns, as far as nothing else is said. */
export function someRelation(
  schema: string,
  name: string,
  rest: Partial<RelationInfo> = {},
): RelationInfo {
  const columns = ["id", "name"];
  return {
    schema,
    name,
    kind: "r",
    columns,
    extension: null,
    castsRunCode: false,
    castColumns: rest.castsRunCode === true ? columns : [],
    checkedColumns: [],
    objectColumns: [],
    hasChildren: false,
    runs: [],
    ownTypes: [],
    ...rest,
  };
}
