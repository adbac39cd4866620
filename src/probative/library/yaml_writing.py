"""Documents as YAML that reads well in a diff: prose folded, short lists and mappings on one line, a fixed order."""

import io
from typing import Any, Final

import yaml

from probative.domain.evidence_sources import Json
from probative.library.documents import JSON_EXPONENT

_WIDTH: Final = 112
_ONE_LINE_CHARS: Final = 92
_FOLDED_CHARS: Final = 90
_OPEN: Final = frozenset({"id", "expression", "controls", "objectives"})
"""Mappings with any of these keys are always written one member a line."""


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, and writes no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002  PyYAML's
        """Go one level in, lists below their key too."""
        del indentless
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, _data: object) -> bool:
        """Say that everything is written out."""
        return True


def to_yaml(document: Json) -> str:
    """Return `document` as YAML."""
    node = _Dumper(io.StringIO(), sort_keys=False).represent_data(_plain(document))
    _style(node)
    text: str = yaml.serialize(node, Dumper=_Dumper, width=_WIDTH, allow_unicode=True)
    return text


def _plain(value: Json) -> Json:
    """Return `value` in the types that the dumper knows."""
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(element) for element in value]
    return str(value) if isinstance(value, str) else value


def _style(node: Any) -> int:  # noqa: ANN401  a node of any kind
    """Choose how `node` is written, and return how many characters it takes on one line."""
    if isinstance(node, yaml.ScalarNode):
        return _style_scalar(node)
    pairs = isinstance(node, yaml.MappingNode)
    children = [child for pair in node.value for child in pair] if pairs else node.value
    length = sum(_style(child) + 2 for child in children) + 2
    is_open = pairs and any(key.value in _OPEN for key, _ in node.value)
    node.flow_style = not node.value or (length <= _ONE_LINE_CHARS and not is_open)
    return length if node.flow_style else _WIDTH


def _style_scalar(node: yaml.ScalarNode) -> int:
    text = node.value
    if JSON_EXPONENT.fullmatch(text) and node.tag.endswith(":str"):
        node.style = "'"
    elif "\n" in text:
        node.style = "|"
    elif len(text) > _FOLDED_CHARS and text == " ".join(text.split()):
        node.style = ">"
    return _WIDTH if node.style in {"|", ">"} else len(text)
