"""Paths: where a record may go, and that no publish strands one."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from zhudan.flow.paths import Course, Path, Since, Step, in_force, path_of

START = datetime(2026, 1, 1, tzinfo=UTC)
EXAMPLES = 2000 if os.environ.get("ZHUDAN_SOAK") else 100


def day(number: int) -> datetime:
    return START + timedelta(days=number)


STAGES = ("lead", "contact", "assessment", "quotation", "sample", "contract")
WITH_DESIGN = (*STAGES[:5], "design", "contract")


def steps(policy: str, *, published: int, applies: bool = True) -> list[Step]:
    return [
        Step(stage, applies, Since(day(published), policy)) if stage == "design" else Step(stage)
        for stage in WITH_DESIGN
    ]


def went(*stages: str, registered: int = 0) -> Course:
    """One stage a day from registration on."""
    visits = [(stage, day(registered + n)) for n, stage in enumerate(stages)]
    return Course(day(registered), visits)


def test_forward_goes_to_the_next_stage_and_the_last_has_none() -> None:
    path = path_of([Step(stage) for stage in STAGES], went(*STAGES[:2]), "contact")
    assert path.next == "assessment"
    assert path_of([Step(stage) for stage in STAGES], went(*STAGES), "contract").next is None


def test_skipping_passes_every_gate_between_and_back_passes_none() -> None:
    path = path_of([Step(stage) for stage in STAGES], went(*STAGES[:3]), "assessment")
    assert [(t.stage, t.direction, t.gates) for t in path.targets()] == [
        ("lead", "back", ()),
        ("contact", "back", ()),
        ("quotation", "forward", ("assessment",)),
        ("sample", "skip", ("assessment", "quotation")),
        ("contract", "skip", ("assessment", "quotation", "sample")),
    ]


def test_in_a_free_pipeline_any_stage_follows_any_through_one_gate() -> None:
    path = path_of([Step(stage) for stage in STAGES], went("contact"), "contact", free=True)
    assert {t.direction for t in path.targets()} == {"forward", "back"}
    assert path.target("contract").gates == ("contact",)
    assert path.gates_to_the_end == ("contact",)


def test_a_stage_that_does_not_apply_is_passed_by() -> None:
    path = path_of(steps("not_reached", published=9, applies=False), went(*STAGES[:5]), "sample")
    assert path.next == "contract"


def test_not_reached_spares_records_that_had_passed_the_point() -> None:
    inside, beyond = went(*STAGES[:5]), went(*STAGES)
    assert path_of(steps("not_reached", published=9), inside, "sample").next == "design"
    assert "design" not in path_of(steps("not_reached", published=9), beyond, "contract").stages


def test_a_record_that_had_passed_and_came_back_is_still_spared() -> None:
    back_again = Course(day(0), [*went(*STAGES).visits, ("sample", day(20))])
    assert path_of(steps("not_reached", published=9), back_again, "sample").next == "contract"


def test_new_holds_only_for_records_registered_afterwards() -> None:
    assert path_of(steps("new", published=9), went(*STAGES[:5]), "sample").next == "contract"
    later = went(*STAGES[:5], registered=10)
    assert path_of(steps("new", published=9), later, "sample").next == "design"


def test_next_move_brings_a_gate_item_to_everybody_and_a_stage_as_not_reached() -> None:
    since, beyond = Since(day(9), "next_move"), went(*STAGES)
    assert in_force(since, "lead", STAGES, beyond, gate=True)
    assert not in_force(since, "lead", STAGES, beyond)


@dataclass
class World:
    """A pipeline that is published again and again while one record goes its way."""

    pipeline: list[Step]
    course: Course
    now: str
    clock: int = 1

    def path(self) -> Path:
        return path_of(self.pipeline, self.course, self.now)

    def enter(self, stage: str) -> None:
        self.clock += 1
        self.course = replace(self.course, visits=[*self.course.visits, (stage, day(self.clock))])
        self.now = stage

    def insert(self, place: int, policy: str, applies: bool) -> None:
        self.clock += 1
        step = Step(f"s{self.clock}", applies, Since(day(self.clock), policy))
        self.pipeline.insert(place % (len(self.pipeline) + 1), step)

    def remove(self, place: int, move_to: int) -> None:
        """Publishing without a stage names where those inside go."""
        if len(self.pipeline) < 2:
            return
        gone = self.pipeline.pop(place % len(self.pipeline))
        if self.now == gone.stage:
            self.enter(self.pipeline[move_to % len(self.pipeline)].stage)

    def change_field(self, place: int) -> None:
        place %= len(self.pipeline)
        step = self.pipeline[place]
        self.pipeline[place] = replace(step, applies=not step.applies)


policies = st.sampled_from(["new", "not_reached", "next_move"])
numbers = st.integers(0, 20)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), numbers, policies, st.booleans()),
        st.tuples(st.just("remove"), numbers, numbers),
        st.tuples(st.just("change_field"), numbers),
        st.tuples(st.just("go"), numbers),
    ),
    max_size=25,
)


@settings(max_examples=EXAMPLES)
@given(happenings)
def test_no_publish_strands_a_record(story: list[tuple]) -> None:
    world = World([Step(stage) for stage in "abcd"], Course(day(0), [("a", day(1))]), "a")
    for what, *how in story:
        if what == "go":
            targets = world.path().targets()
            if targets:
                world.enter(targets[how[0] % len(targets)].stage)
        else:
            getattr(world, what)(*how)
        path = world.path()
        assert path.now in path.stages
        assert len(set(path.stages)) == len(path.stages)
        order = [step.stage for step in world.pipeline]
        assert list(path.stages) == sorted(path.stages, key=order.index)
        walked = [path.now]
        while (following := path_of(world.pipeline, world.course, walked[-1]).next) is not None:
            assert following not in walked
            walked.append(following)
        assert len(walked) <= len(order)


@settings(max_examples=EXAMPLES)
@given(happenings, numbers, policies)
def test_what_is_published_behind_a_record_never_comes_before_it_again(
    story: list[tuple], place: int, policy: str
) -> None:
    world = World([Step(stage) for stage in "abcd"], Course(day(0), [("a", day(1))]), "a")
    for what, *how in story:
        if what == "go":
            targets = world.path().targets()
            if targets:
                world.enter(targets[how[0] % len(targets)].stage)
    behind = ["abcd".index(stage) for stage, _ in world.course.visits]
    world.insert(place % (max(behind) + 1), policy, True)
    inserted = next(step for step in world.pipeline if step.since)
    for stage in "abcd":
        assert inserted.stage not in path_of(world.pipeline, world.course, stage).stages
