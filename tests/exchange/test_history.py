"""The stays of a record, read from the dates a ledger keeps."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhudan.blueprint import yaml_text
from zhudan.blueprint.document import Blueprint
from zhudan.exchange import history
from zhudan.flow import refusals, stays
from zhudan.kit.errors import Refusal

PIPELINE = Blueprint.model_validate(
    yaml_text.load(
        files("zhudan.blueprint.shipped").joinpath("building_materials.yaml").read_text("utf-8")
    )
).pipeline("project_sales")
START = datetime(2025, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)

_days = st.integers(0, 9).map(lambda days: START + timedelta(days=days))
_maybe = st.none() | _days
_outcomes = st.sampled_from([None, *PIPELINE.outcomes_by_key, "nothing"])


@given(
    st.dictionaries(st.sampled_from([*PIPELINE.stage_keys, "nowhere"]), _days),
    _maybe,
    _maybe,
    _outcomes,
)
def test_dates_give_stays_that_can_be_true_or_a_complaint(
    dates: dict[str, datetime],
    won_at: datetime | None,
    closed_at: datetime | None,
    outcome: str | None,
) -> None:
    told = {"won_at": won_at, "closed_at": closed_at, "outcome": outcome, "reason": "price"}
    try:
        made = history.stays_of(dates, PIPELINE, **told)  # type: ignore[arg-type]
    except Refusal as refusal:
        assert refusal.sentence()
        assert _contradicts(dates, won_at, closed_at, outcome)
        return
    assert not _contradicts(dates, won_at, closed_at, outcome)
    assert [(one.stage, one.entered_at) for one in made] == [
        (key, dates[key]) for key in PIPELINE.stage_keys if key in dates
    ]
    ended = history.outcome_of(PIPELINE, outcome, won_at)
    assert stays.wrong(PIPELINE, made, ended, now=NOW) is None
    assert made[-1].left_at == (None if ended is None else won_at or closed_at)
    assert made[-1].reason == (None if ended is None else "price")


def _contradicts(
    dates: dict[str, datetime],
    won_at: datetime | None,
    closed_at: datetime | None,
    outcome: str | None,
) -> bool:
    in_order = [dates[key] for key in PIPELINE.stage_keys if key in dates]
    ended = won_at or closed_at
    known = PIPELINE.outcomes_by_key.get(outcome or "")
    return (
        not dates
        or "nowhere" in dates
        or in_order != sorted(in_order)
        or (ended is not None and ended < in_order[-1])
        or (outcome is not None and known is None)
        or (known is not None and known.kind != "won" and won_at is not None)
        or (known is not None and ended is None)
        or (known is None and won_at is None and closed_at is not None)
    )


def test_a_stage_without_a_date_was_skipped_and_the_complaint_names_the_stages() -> None:
    lead, sample = START, START + timedelta(days=3)
    made = history.stays_of({"sample": sample, "lead": lead}, PIPELINE)
    assert [(one.stage, one.left_at) for one in made] == [("lead", sample), ("sample", None)]
    with pytest.raises(history.OutOfOrder) as told:
        history.stays_of({"lead": sample, "sample": lead}, PIPELINE)
    assert told.value.extra == {"stages": ["lead", "sample"]}
    assert told.value.sentence() == "“样品验证”的日期早于“线索登记”"


def test_a_date_of_signing_says_that_it_was_won() -> None:
    signed = START + timedelta(days=9)
    (made,) = history.stays_of({"contract": START}, PIPELINE, won_at=signed)
    assert (made.left_at, made.outcome) == (signed, "won")
    with pytest.raises(history.NotWon):
        history.stays_of({"contract": START}, PIPELINE, won_at=signed, outcome="lost")
    with pytest.raises(refusals.UnknownOutcome):
        history.stays_of({"contract": START}, PIPELINE, won_at=signed, outcome="gone")
