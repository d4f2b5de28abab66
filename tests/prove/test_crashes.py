"""A small share of the crashes of `make prove`, each kind of victim once."""

from tests.prove.crashes import VICTIMS, crash


def test_nothing_acknowledged_is_lost_when_processes_are_killed() -> None:
    found = crash(rounds=len(VICTIMS), seed=7)
    assert found.good, f"{found}\n" + "\n".join([*found.lost, *found.twice, *found.faults])
