"""Settings: defaults, the environment, and every fault in one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import SettingsError, load_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "TODAY", "WORKERS", "SETTLE_SECONDS"):
        monkeypatch.delenv(f"LAGESBILD_{name}", raising=False)


def test_defaults_are_those_of_the_specification() -> None:
    settings = load_settings()
    assert settings.home == Path("var")
    assert settings.today is None
    assert settings.intake_rules.settle_seconds == 2.0
    assert settings.intake_rules.refused_share_limit == 0.10
    assert settings.intake_rules.quarantine_days == 0


def test_environment_is_read_and_what_is_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_HOME", "/srv/lagesbild")
    monkeypatch.setenv("LAGESBILD_TODAY", "2026-11-22")
    assert load_settings().home == Path("/srv/lagesbild")
    assert load_settings().today == date(2026, 11, 22)
    assert load_settings(home=Path("/other"), today=None).home == Path("/other")


def test_every_fault_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_TODAY", "igår")
    monkeypatch.setenv("LAGESBILD_REFUSED_SHARE_LIMIT", "10")
    with pytest.raises(SettingsError) as caught:
        load_settings(settle_seconds=-1)
    text = str(caught.value)
    assert "LAGESBILD_TODAY är ”igår” men ska vara ett datum" in text
    assert "LAGESBILD_REFUSED_SHARE_LIMIT är ”10” men ska vara en andel mellan 0 och 1" in text
    assert "--settle är ”-1”" in text
    assert "\n" not in text
    assert text.count(".") <= 4


def test_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_TODAY", "")
    assert load_settings().today is None
