"""A document of a type is on the record."""

from zhudan.blueprint.gates.document import DocumentGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import Asker, Case


def judge(item: DocumentGate, case: Case) -> Mark | None:
    return case.facts.document(item.document).present


def how(item: DocumentGate, asker: Asker) -> dict[str, object]:
    kind = asker.document.document_type(item.document)
    return {
        "action": "upload",
        "document": kind.key,
        "accept": list(kind.extensions),
        "max_mb": kind.max_mb,
    }
