"""Statements of the evidence finder: what CloudTrail Lake takes for Audit Manager's evidence, asked of ours.

DuckDB parses them; what it parsed is then written anew, piece by piece, from what is known here. Nothing of a statement
reaches the engine but values.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeAlias

from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence import Verdict
from probative.domain.evidence_searches import Property
from probative.domain.ids import AssessmentId
from probative.domain.slots import NOWHERE, SourceKind
from probative.lake.engine import Engine
from probative.lake.questions import FROM, expression_of
from probative.ports.lake import StatementNames

MOST_ROWS: Final = 22_000
"""Source: Audit Manager user guide, quotas: evidence items in a report."""

_PARSE: Final = "SELECT json_serialize_sql($text, skip_null := true, skip_empty := true, skip_default := true)"
_ASKED: Final = f"""
    SELECT control_id, day, id {FROM} LEFT JOIN (
        SELECT unnest($controls) AS control_id, unnest($uuids) AS control_uuid, unnest($names) AS control_name,
            unnest($sets) AS set_name, unnest($domains) AS domain_name
    ) USING (control_id)
    WHERE assessment_id = $assessment
"""
_UUID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_STORE: Final = re.compile(rf"""\bfrom\s+(["`]?)({_UUID})\1(?![\w"`-])""", re.IGNORECASE)
"""The id of an event data store, which SQL would have quoted and CloudTrail Lake has not."""
_CHECKED: Final = (
    f"CASE WHEN verdict = '{Verdict.COMPLIANT}' THEN if(kind = '{SourceKind.SECURITY_HUB}', 'PASSED', 'COMPLIANT')"
    f" WHEN verdict = '{Verdict.NON_COMPLIANT}' THEN if(kind = '{SourceKind.SECURITY_HUB}', 'FAILED', 'NON_COMPLIANT')"
    " END"
)
_MOMENT: Final = "collected_at"
_ASSESSMENT: Final = "eventdata.assessmentid"
_COLUMNS: Final[Mapping[str, str]] = {
    "eventid": "id",
    "eventtime": _MOMENT,
    "eventcategory": "'Evidence'",
    "eventtype": "'AwsAuditManagerEvidence'",
    _ASSESSMENT: "assessment_id",
    "eventdata.awsaccountid": "$account",
    "eventdata.compliancecheck": _CHECKED,
    "eventdata.controldomainname": "domain_name",
    "eventdata.controlid": "control_uuid",
    "eventdata.controlname": "control_name",
    "eventdata.controlsetid": "set_name",
    "eventdata.datasource": "kind",
    "eventdata.eventname": "event_name",
    "eventdata.eventsource": "event_source",
    "eventdata.evidenceawsaccountid": f"if(account = '{NOWHERE[0]}', $account, account)",
    "eventdata.evidencebytype": "by_type",
    "eventdata.evidencefoldername": "day::VARCHAR",
    "eventdata.evidenceid": "id",
    "eventdata.frameworkid": "$framework_id",
    "eventdata.frameworkname": "$framework_name",
    "eventdata.iamid": "if(starts_with(principal, 'arn:'), principal, NULL)",
    "eventdata.resourcearn": "if(starts_with(resource, 'arn:'), resource, NULL)",
    "eventdata.resourcecompliancecheck": _CHECKED,
    "eventdata.resourcetype": f"nullif({expression_of(Property.RESOURCE_TYPE)}, '')",
    "eventdata.service": expression_of(Property.SERVICE),
    "eventdata.time": _MOMENT,
}
_COMPARED: Final[Mapping[str, str]] = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
}
_JOINED: Final[Mapping[str, str]] = {"CONJUNCTION_AND": " AND ", "CONJUNCTION_OR": " OR "}
_NULL: Final[Mapping[str, str]] = {"OPERATOR_IS_NULL": "IS NULL", "OPERATOR_IS_NOT_NULL": "IS NOT NULL"}
_LIKE: Final[Mapping[str, str]] = {"~~": "LIKE", "!~~": "NOT LIKE"}
_CASES: Final = frozenset({"lower", "upper"})
_MOMENT_TYPES: Final = frozenset({"TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "DATE"})
_NODE_KEYS: Final = frozenset(
    {"type", "modifiers", "cte_map", "select_list", "from_table", "where_clause", "aggregate_handling"}
)
_TABLE_KEYS: Final = frozenset({"type", "alias", "query_location", "query_location_length", "table_name"})
_DEFAULT_ORDER: Final = "ORDER_DEFAULT"
_ROWS: Final = "ROW_COUNT"
_DIGITS: Final = re.compile("[0-9]{1,9}")
_DEEPEST: Final = 60
_GREATEST_TEXT: Final = 200

Node: TypeAlias = Mapping[str, Any]


class Statement(NamedTuple):
    """A statement that was understood, in pieces for the engine."""

    assessment_id: AssessmentId
    condition: str
    values: Mapping[str, object]
    order: str
    limit: int


def read_statement(text: str, store_id: str, engine: Engine) -> Statement:
    """Return what `text` asks of the event data store `store_id`.

    Raises:
        InvalidError: It is no such statement; the finding names the place in it and what is taken instead.
    """
    node, alias = _Text(text, store_id).parsed(engine)
    reader = _Reader(alias)
    condition = node.get("where_clause")
    if condition is None:
        raise _wrong("names no assessment: write WHERE eventData.assessmentId = '<id>'")
    order, limit = _modifiers(reader, node.get("modifiers", ()))
    return Statement(
        assessment_id=reader.assessment_of(condition),
        condition=reader.condition(condition),
        values=reader.values,
        order=order or f"{_MOMENT} DESC, ",
        limit=limit,
    )


def question_of(statement: Statement, names: StatementNames) -> tuple[str, Mapping[str, object]]:
    """Return the question that a statement is, and the values in it, for names that the lake does not know."""
    question = f"{_ASKED} AND ({statement.condition}) ORDER BY {statement.order}id DESC LIMIT {statement.limit}"
    lists = {
        "controls": [each.control_id for each in names.controls],
        "uuids": [each.uuid for each in names.controls],
        "names": [each.name for each in names.controls],
        "sets": [each.control_set_id for each in names.controls],
        "domains": [each.domain for each in names.controls],
    }
    known = {"account": names.account, "framework_id": names.framework_id, "framework_name": names.framework_name}
    # DuckDB takes no value that the question does not name.
    named = {name: value for name, value in known.items() if f"${name}" in question}
    return question, {**statement.values, **lists, **named, "assessment": statement.assessment_id}


class _Text:
    """A statement as it was sent."""

    def __init__(self, text: str, store_id: str) -> None:
        self._text = text
        self._store_id = store_id

    def parsed(self, engine: Engine) -> tuple[Node, str]:
        """Return the one SELECT that it is, and what it calls the store."""
        named = _STORE.search(self._text)
        if named is None:
            raise _wrong(f"names no event data store: write FROM {self._store_id}")
        if named[2].lower() != self._store_id:
            raise _wrong(f"{named[2]} is not the event data store of this account, {self._store_id}", named.start(2))
        # As long as what stands there, so that places stay the same.
        first, last = named.start(1), named.end(2) + len(named[1])
        marker = "s" * (last - first)
        ((answer,),) = engine.ask(_PARSE, values={"text": self._text[:first] + marker + self._text[last:]})
        told = json.loads(answer)
        if told["error"]:
            message = str(told["error_message"]).replace(marker, self._store_id)
            raise _wrong(f"is no statement: {message[:_GREATEST_TEXT]}", int(told.get("position", -1)))
        if len(told["statements"]) != 1:
            raise _wrong("is more than one statement")
        node = told["statements"][0]["node"]
        self._check(node, marker)
        return node, str(node["from_table"].get("alias", ""))

    def _check(self, node: Node, marker: str) -> None:
        if node["type"] != "SELECT_NODE" or node["cte_map"] or set(node) - _NODE_KEYS:
            raise _wrong("takes SELECT eventJson FROM, WHERE, ORDER BY and LIMIT, and nothing else")
        columns = node["select_list"]
        names = [[part.lower() for part in column.get("column_names", ())] for column in columns]
        if len(names) != 1 or names[0][-1:] != ["eventjson"] or "alias" in columns[0]:
            raise _wrong("selects other than eventJson: write SELECT eventJson", columns[0].get("query_location", -1))
        table = node["from_table"]
        if table["type"] != "BASE_TABLE" or set(table) - _TABLE_KEYS - {"qualified_name"}:
            raise _wrong("asks of other than one event data store", table.get("query_location", -1))
        if table["table_name"] != marker:
            raise _wrong("asks of other than the event data store", table["query_location"])


class _Reader:
    """Writes conditions anew, and gathers the values in them."""

    def __init__(self, alias: str) -> None:
        self._alias = alias.lower()
        self.values: dict[str, object] = {}

    def assessment_of(self, condition: Node) -> AssessmentId:
        """Return the assessment that all that is asked for is of."""
        parts = condition["children"] if condition["type"] == "CONJUNCTION_AND" else [condition]
        for part in parts:
            if part["type"] == "COMPARE_EQUAL":
                sides = (part["left"], part["right"])
                column = next((each for each in sides if each["class"] == "COLUMN_REF"), None)
                value = next((each for each in sides if each["class"] == "CONSTANT"), None)
                if column and value and self._name(column) == _ASSESSMENT:
                    return AssessmentId(str(_text_of(value)))
        raise _wrong("is not of one assessment: write WHERE eventData.assessmentId = '<id>' AND ...")

    def condition(self, node: Node, depth: int = 0) -> str:
        """Return a condition in our own words."""
        kind, children = node["type"], node.get("children", ())
        if depth > _DEEPEST:
            raise _wrong("is nested too deeply", node.get("query_location", -1))
        if kind in _JOINED:
            return f"({_JOINED[kind].join(self.condition(each, depth + 1) for each in children)})"
        if kind == "OPERATOR_NOT":
            return f"(NOT {self.condition(children[0], depth + 1)})"
        return f"({self._comparison(node)})"

    def _comparison(self, node: Node) -> str:
        children = node.get("children", ())
        match node["type"]:
            case "COMPARE_IN":
                column = self._column(children[0])
                return f"{column} IN ({', '.join(self._value(each, column) for each in children[1:])})"
            case "COMPARE_BETWEEN":
                column = self._column(node["input"])
                return f"{column} BETWEEN {self._value(node['lower'], column)} AND {self._value(node['upper'], column)}"
            case kind if kind in _NULL:
                return f"{self._column(children[0])} {_NULL[kind]}"
            case kind if kind in _COMPARED:
                return self._compared(node["left"], _COMPARED[kind], node["right"])
            case "FUNCTION" if node["function_name"] in _LIKE:
                left, right = (each["expression"] for each in node["arguments"])
                return self._compared(left, _LIKE[node["function_name"]], right)
        raise _wrong("takes comparisons, IN, BETWEEN, LIKE, IS NULL, AND, OR and NOT", node.get("query_location", -1))

    def _compared(self, left: Node, operator: str, right: Node) -> str:
        if left["class"] in {"CONSTANT", "CAST"}:
            column = self._column(right)
            return f"{self._value(left, column)} {operator} {column}"
        column = self._column(left)
        return f"{column} {operator} {self._value(right, column)}"

    def _column(self, node: Node) -> str:
        if node["class"] == "FUNCTION" and node["function_name"] in _CASES and len(node["arguments"]) == 1:
            return f"{node['function_name']}({self.plain_column(node['arguments'][0]['expression'])})"
        return self.plain_column(node)

    def plain_column(self, node: Node) -> str:
        """Return a column in our own words."""
        place = node.get("query_location", -1)
        if node["class"] != "COLUMN_REF":
            raise _wrong("compares other than a column with a value: write eventData.service = 'bedrock'", place)
        found = _COLUMNS.get(self._name(node))
        if found is None:
            known = ", ".join(_COLUMNS)
            raise _wrong(f"{'.'.join(node['column_names'])} cannot be asked here: use one of {known}", place)
        return found

    def _name(self, node: Node) -> str:
        """Return what a column is called, in lower case and without the alias before it."""
        names = [str(name).lower() for name in node["column_names"]]
        return ".".join(names[1:] if len(names) > 1 and names[0] == self._alias else names)

    def _value(self, node: Node, column: str) -> str:
        value: object = _text_of(node)
        if column == _MOMENT:
            value = _moment_of(str(value), node)
        elif node["class"] == "CAST":
            raise _wrong("compares text with a time: write it in quotes", node.get("query_location", -1))
        name = f"value_{len(self.values)}"
        self.values[name] = value
        return f"${name}"


def _text_of(node: Node) -> str:
    place = node.get("query_location", -1)
    if node["class"] == "CAST" and node["type_expr"].get("type_name") in _MOMENT_TYPES:
        node = node["child"]
    literal = node.get("literal", {})
    if node["class"] != "CONSTANT" or literal.get("kind") != "STRING":
        raise _wrong("compares with other than text: write the value in single quotes", place)
    return str(literal.get("text", ""))


def _moment_of(text: str, node: Node) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        place = node.get("query_location", -1)
        raise _wrong(f"{text[:40]!r} is no time: write '2026-11-26 00:00:00'", place) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _modifiers(reader: _Reader, modifiers: Sequence[Node]) -> tuple[str, int]:
    order, limit = "", MOST_ROWS
    for modifier in modifiers:
        match modifier["type"]:
            case "ORDER_MODIFIER":
                order = "".join(_ordering(reader, each) for each in modifier["orders"])
            case "LIMIT_MODIFIER" if "offset" not in modifier and modifier.get("limit_type", _ROWS) == _ROWS:
                limit = _limit_of(modifier.get("limit", {}))
            case _:
                raise _wrong("takes ORDER BY and LIMIT, but neither DISTINCT nor OFFSET nor shares")
    return order, limit


def _ordering(reader: _Reader, ordering: Node) -> str:
    column = reader.plain_column(ordering["expression"])
    if ordering.get("null_order", _DEFAULT_ORDER) != _DEFAULT_ORDER:
        raise _wrong(
            "orders nulls: write ORDER BY with columns, ASC and DESC", ordering["expression"]["query_location"]
        )
    return f"{column} {'DESC' if ordering['type'] == 'DESCENDING' else 'ASC'}, "


def _limit_of(node: Node) -> int:
    literal = node.get("literal", {})
    text = str(literal.get("text", ""))
    if literal.get("kind") != "INTEGER" or not _DIGITS.fullmatch(text) or not 0 < int(text) <= MOST_ROWS:
        raise _wrong(f"has a LIMIT that is no number from 1 to {MOST_ROWS}", node.get("query_location", -1))
    return int(text)


def _wrong(what: str, place: int = -1) -> InvalidError:
    at = f", at character {place + 1}" if place >= 0 else ""
    return InvalidError(Finding("queryStatement", f"{what}{at}"))
