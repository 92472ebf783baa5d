// Notes the names that one node uses. It is handed every node of a statement,
// each once, with the WITH names in scope there.

import { findCte } from "./cte_scope.ts";
import type { CteScope } from "./cte_scope.ts";
import type {
  AttributeFact,
  ColumnFact,
  FunctionFact,
  NamedFact,
  OperatorFact,
  RangeFact,
  RelationFact,
  StatementFacts,
  TextFact,
  TypeFact,
} from "./facts.ts";
import { nameOfOnlyFunction } from "./name_of_only_function.ts";
import { namedObjects } from "./named_objects.ts";
import { aliasColumns, outputNames } from "./output_names.ts";
import {
  bareNode,
  nodeList,
  nodeOfType,
  stringNode,
  stringNodes,
  textField,
  unwrapNode,
} from "./tree.ts";
import type { TreeNode, TypedNode } from "./tree.ts";
import type { StatementKind } from "./verdict.ts";
import { versionDependentCall } from "./version_dependent_call.ts";

/** Collects facts, node by node. */
export interface FactCollector {
  /** Notes what `visit` names. `location` is its place or the nearest above it. */
  add(visit: TypedNode, scope: CteScope | null, location: number | null): void;
  /** Everything noted so far. */
  facts(): StatementFacts;
}

/** Makes a collector for the statement `root`. */
export function createFactCollector(root: TypedNode, statement: StatementKind): FactCollector {
  const functions: FunctionFact[] = [];
  const operators: OperatorFact[] = [];
  const types: TypeFact[] = [];
  const relations: RelationFact[] = [];
  const attributes: AttributeFact[] = [];
  const columns: ColumnFact[] = [];
  const ranges: RangeFact[] = [];
  const collations: NamedFact[] = [];
  const sampleMethods: NamedFact[] = [];
  const selects: TreeNode[] = [];
  const expressions: TreeNode[] = [];
  const casts: TreeNode[] = [];
  const columnsOfCtes = new Map<TreeNode, ReadonlySet<string>>();
  const texts: TextFact[] = [];
  const numbers: TextFact[] = [];
  let hasUnnamedRange = false;
  let joinsHideColumns = false;
  let hasJsonTable = false;
  const target = bareNode(root.node.relation);
  const writes = root.type !== "SelectStmt";

  function addOperator(symbol: string, location: number | null): void {
    operators.push({ schema: null, name: symbol, location, explicit: false });
  }

  function addOperatorName(names: unknown, location: number | null): void {
    const { schema, name } = qualifiedName(names);
    operators.push({ schema, name, location, explicit: schema !== null });
  }

  /** `ownName` is the name it has without an alias; null if PostgreSQL would choose one. */
  function addRange(
    alias: TreeNode | null,
    columnNames: Iterable<string>,
    ownName: string | null = null,
  ): void {
    const name = textField(alias?.aliasname) ?? ownName;
    if (name === null) {
      hasUnnamedRange = true;
      return;
    }
    const renamed = aliasColumns(alias);
    ranges.push({
      alias: name,
      relation: null,
      columns: new Set(renamed.length > 0 ? renamed : columnNames),
      renamed: renamed.length > 0,
    });
  }

  function addRelation(node: TreeNode, scope: CteScope | null, location: number | null): void {
    const schema = textField(node.schemaname);
    const name = textField(node.relname) ?? "";
    const alias = bareNode(node.alias);
    const renamed = aliasColumns(alias);
    const isTarget = node === target;
    // The target of a write is never a WITH query (PostgreSQL opens the table).
    const cte = schema === null && !isTarget ? findCte(scope, name) : null;
    const relation = cte === null
      ? relations.push({ schema, name, location, target: isTarget, node }) - 1
      : null;
    const columnNames = cte === null || renamed.length > 0 ? new Set(renamed) : cteColumns(cte);
    const aliases = [textField(alias?.aliasname) ?? name];
    // RETURNING and ON CONFLICT name the target's rows so.
    if (isTarget && writes) aliases.push("old", "new", "excluded");
    for (const each of aliases) {
      ranges.push({ alias: each, relation, columns: columnNames, renamed: renamed.length > 0 });
    }
  }

  /** Read once a query, however often its name stands in FROM. */
  function cteColumns(cte: TreeNode): ReadonlySet<string> {
    const known = columnsOfCtes.get(cte);
    if (known !== undefined) return known;
    const given = stringNodes(cte.aliascolnames);
    const columnsOfCte = given.length > 0 ? new Set(given) : outputNames(cte.ctequery);
    columnsOfCtes.set(cte, columnsOfCte);
    return columnsOfCte;
  }

  function addColumn(node: TreeNode, location: number | null): void {
    const fields = nodeList(node.fields);
    const last = fields.at(-1);
    const name = stringNode(last);
    const qualifier = fields.length > 1 ? stringNode(fields.at(-2)) : null;
    columns.push({ qualifier, name, location });
    if (name !== null && fields.length > 1) {
      attributes.push({ qualifier, name, location, node, part: null });
    }
  }

  function addCall(node: TreeNode, location: number | null): void {
    const syntax = node.funcformat === "COERCE_SQL_SYNTAX";
    const form: FunctionFact["form"] = syntax ? "grammar" : "call";
    const args = nodeList(node.args).map((arg) => nodeOfType(arg, "NamedArgExpr")?.arg ?? arg);
    const named = nodeList(node.args).some((arg) => nodeOfType(arg, "NamedArgExpr") !== null);
    // What WITHIN GROUP sorts by are arguments too, and VARIADIC stands for any number of them.
    const plain = node.agg_within_group !== true && node.func_variadic !== true;
    const argumentCount = plain ? args.length : null;
    functions.push({ ...qualifiedName(node.funcname), location, args, named, argumentCount, form });
  }

  function addVersionDependentCall(type: string, node: TreeNode, location: number | null): void {
    const name = versionDependentCall(type, node);
    if (name === null) return;
    functions.push({ schema: null, name, location, args: [], argumentCount: null, form: "node" });
  }

  return {
    add({ type, node }, scope, location): void {
      switch (type) {
        case "SelectStmt":
          selects.push(node);
          break;
        case "FuncCall":
          addCall(node, location);
          break;
        case "ColumnRef":
          addColumn(node, location);
          break;
        case "A_Indirection":
          nodeList(node.indirection).forEach((step, part) => {
            const name = stringNode(step);
            if (name !== null) attributes.push({ qualifier: null, name, location, node, part });
          });
          break;
        case "A_Expr":
          expressions.push(node);
          if (/BETWEEN/.test(String(node.kind))) {
            for (const symbol of ["<", ">", "<=", ">="]) addOperator(symbol, location);
          } else addOperatorName(node.name, location);
          break;
        case "SubLink":
          if (nodeList(node.operName).length > 0) addOperatorName(node.operName, location);
          else if (node.subLinkType === "ANY_SUBLINK") addOperator("=", location);
          break;
        case "SortBy":
          if (nodeList(node.useOp).length > 0) addOperatorName(node.useOp, location);
          break;
        case "CaseExpr":
          if (node.arg !== undefined) addOperator("=", location);
          break;
        case "JoinExpr":
          if (node.isNatural === true || node.usingClause !== undefined) addOperator("=", location);
          if (node.isNatural === true || node.alias !== undefined) joinsHideColumns = true;
          for (const name of stringNodes(node.usingClause)) {
            columns.push({ qualifier: null, name, location });
          }
          if (node.alias !== undefined) addRange(bareNode(node.alias), []);
          if (node.join_using_alias !== undefined) {
            addRange(bareNode(node.join_using_alias), stringNodes(node.usingClause));
          }
          break;
        case "TypeCast":
          casts.push(node);
          break;
        case "A_Const": {
          const text = textField(bareNode(node.sval)?.sval);
          const number = textField(bareNode(node.fval)?.fval);
          if (text !== null) texts.push({ text, location });
          if (number !== null) numbers.push({ text: number, location });
          break;
        }
        case "TypeName": {
          const { schema, name } = qualifiedName(node.names);
          types.push({ schema, name, location, modifiers: nodeList(node.typmods) });
          break;
        }
        case "RangeVar":
          addRelation(node, scope, location);
          break;
        case "RangeSubselect":
          // Without an alias it has no name at all, and nothing can be qualified with it.
          addRange(bareNode(node.alias), outputNames(node.subquery), "");
          break;
        case "RangeFunction":
          addRange(
            bareNode(node.alias),
            columnNamesOf(node.coldeflist, "ColumnDef", "colname"),
            nameOfOnlyFunction(node),
          );
          break;
        case "RangeTableFunc":
          addRange(
            bareNode(node.alias),
            columnNamesOf(node.columns, "RangeTableFuncCol", "colname"),
          );
          break;
        case "JsonTable":
          hasJsonTable = true;
          addRange(bareNode(node.alias), columnNamesOf(node.columns, "JsonTableColumn", "name"));
          break;
        case "ReturningOption": {
          // RETURNING WITH (OLD AS o): another name for the target's rows.
          const target = relations.findIndex((relation) => relation.target);
          const name = textField(node.value) ?? "";
          const relation = target < 0 ? null : target;
          ranges.push({ alias: name, relation, columns: new Set(), renamed: false });
          break;
        }
        case "CollateClause":
          collations.push({ ...qualifiedName(node.collname), location });
          break;
        case "IndexElem":
          if (node.collation === undefined) break;
          collations.push({ ...qualifiedName(node.collation), location });
          break;
        case "RangeTableSample":
          sampleMethods.push({ ...qualifiedName(node.method), location });
          break;
        default:
          addVersionDependentCall(type, node, location);
      }
    },
    facts(): StatementFacts {
      return {
        statement,
        access: writes ? "write" : "read",
        functions,
        operators,
        types,
        relations,
        attributes,
        columns,
        ranges,
        rangesByAlias: Map.groupBy(ranges, (range) => range.alias),
        collations,
        sampleMethods,
        selects,
        expressions,
        casts,
        namedObjects: namedObjects(functions, casts),
        texts,
        numbers,
        hasUnnamedRange,
        joinsHideColumns,
        hasJsonTable,
        bound: null,
      };
    },
  };
}

function columnNamesOf(list: unknown, type: string, field: string): readonly string[] {
  return nodeList(list).map((entry) => textField(nodeOfType(entry, type)?.[field])).filter(
    (name) => name !== null,
  );
}

/** A dotted name's last two parts; a database's name before them is left to PostgreSQL, which accepts only its own. */
function qualifiedName(names: unknown): { schema: string | null; name: string } {
  const parts = nodeList(names).map((part) =>
    unwrapNode(part) === null ? "" : stringNode(part) ?? ""
  );
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? "" };
}
