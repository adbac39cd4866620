"""All endpoints of the native API: the list that the server serves and its OpenAPI document describes."""

from collections.abc import Sequence
from typing import Any, Final

from probative.api.protocol.paging import PageTokens
from probative.app.keyring import Keyring
from probative.domain.deployment import Deployment
from probative.native import (
    assessments,
    dashboard,
    evidence_detail,
    evidence_files,
    frameworks,
    rules,
    runs,
    saved_queries,
)
from probative.native.administration import AdministrationEndpoints
from probative.native.assessment_list import AssessmentListEndpoints
from probative.native.attention import AttentionEndpoints
from probative.native.collection import CollectionEndpoints
from probative.native.contract import Endpoint
from probative.native.controls import ControlEndpoints
from probative.native.coverage import CoverageEndpoints
from probative.native.drafts import ENDPOINTS as DRAFTS
from probative.native.evidence import EvidenceEndpoints
from probative.native.evidence_folders import FolderEndpoints
from probative.native.finder import FinderEndpoints
from probative.native.inventory import InventoryEndpoints
from probative.native.library import ENDPOINTS as LIBRARY
from probative.native.manual_evidence import ENDPOINTS as MANUAL_EVIDENCE
from probative.native.report_selection import SelectionEndpoints
from probative.native.reports import ENDPOINTS as REPORTS
from probative.native.rule_editor import ENDPOINTS as RULE_EDITOR
from probative.native.users import UserEndpoints
from probative.native.wizard import WizardEndpoints
from probative.ports.asking import Connections

_UNKNOWN: Final = Deployment()


def endpoints(
    keyring: Keyring, tokens: PageTokens, connections: Connections, deployment: Deployment = _UNKNOWN
) -> Sequence[Endpoint[Any, Any]]:
    """Return all of them, over what they work with beside the application."""
    return (
        *frameworks.ENDPOINTS,
        *rules.ENDPOINTS,
        *AssessmentListEndpoints(tokens).endpoints(),
        *assessments.ENDPOINTS,
        *runs.ENDPOINTS,
        *CoverageEndpoints(tokens).endpoints(),
        *EvidenceEndpoints(tokens).endpoints(),
        *FolderEndpoints(tokens).endpoints(),
        *FinderEndpoints(tokens).endpoints(),
        *evidence_detail.ENDPOINTS,
        *evidence_files.ENDPOINTS,
        *saved_queries.ENDPOINTS,
        *dashboard.ENDPOINTS,
        *AttentionEndpoints(tokens).endpoints(),
        *InventoryEndpoints(tokens).endpoints(),
        *CollectionEndpoints(tokens, connections).endpoints(),
        *UserEndpoints(keyring).endpoints(),
        *WizardEndpoints(connections).endpoints(),
        *DRAFTS,
        *LIBRARY,
        *ControlEndpoints(tokens).endpoints(),
        *RULE_EDITOR,
        *AdministrationEndpoints(tokens, deployment).endpoints(),
        *MANUAL_EVIDENCE,
        *SelectionEndpoints(tokens).endpoints(),
        *REPORTS,
    )
