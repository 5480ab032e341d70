"""Kill any process at any point: a change is wholly there with its event, or not at all."""

import os
import time
from pathlib import Path
from random import Random

import pytest

from tests.soak import proofs
from tests.soak.hands import at_work
from tests.soak.served import serve

WHOLE = bool(os.environ.get("ZHUDAN_SOAK"))
KILLS = 50 if WHOLE else 3
VICTIMS = (("web",), ("worker",), ("web", "worker"), ("serve", "web", "worker"))


@pytest.mark.soak
def test_what_was_acknowledged_outlives_kill_9(tmp_path: Path) -> None:
    random = Random(2)
    with serve(tmp_path) as served:
        with at_work(served) as world:
            for number in range(KILLS):
                world.wait_for(deeds=random.randrange(5, 60))
                time.sleep(random.uniform(0, 0.1))  # not only just after an answer
                victims = VICTIMS[number % len(VICTIMS)] if WHOLE else VICTIMS[-1 - number]
                served.program.kill(*victims)
                if "serve" in victims:
                    served.program.start()
                served.program.wait_ready()
            world.wait_for(deeds=20)
        proofs.nothing_wrong(world.wrong)
        assert sum(deed.done for deed in world.deeds) > KILLS
        proofs.each_deed_once(served, world.deeds)
        proofs.visits_partition_time(served)
        proofs.versions_equal_events(served)
