"""Progress where nobody watches live: a line a stage and a few on the way."""

import pytest

from probative.cli.progress import PlainProgress, shown_progress


def test_a_stage_tells_its_start_and_each_quarter(capsys: pytest.CaptureFixture[str]) -> None:
    progress = PlainProgress()
    progress.stage("Asking AWS", 8)
    for _ in range(8):
        progress.step(note="x")

    assert capsys.readouterr().err.splitlines() == [
        "Asking AWS (8) ...",
        "  Asking AWS: 2 of 8",
        "  Asking AWS: 4 of 8",
        "  Asking AWS: 6 of 8",
    ]


def test_large_steps_tell_each_quarter_once(capsys: pytest.CaptureFixture[str]) -> None:
    progress = PlainProgress()
    progress.stage("Reading", 100)
    progress.step(60)
    progress.step(1)
    progress.step(30)

    assert capsys.readouterr().err.splitlines()[1:] == ["  Reading: 60 of 100", "  Reading: 91 of 100"]


def test_a_stage_of_unknown_length_tells_its_start_alone(capsys: pytest.CaptureFixture[str]) -> None:
    progress = PlainProgress()
    progress.stage("Listing", None)
    progress.step(1000)
    assert capsys.readouterr().err == "Listing ...\n"


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(quiet=True, live=True) as progress:
        progress.stage("Asking AWS", 8)
        progress.step(8)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_live_bars_end_full(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(quiet=False, live=True) as progress:
        progress.stage("Listing", None)
        progress.step(3, note="a file")
        progress.stage("Reading", 4)
        progress.step(4)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "3/3" in captured.err
    assert "4/4" in captured.err
