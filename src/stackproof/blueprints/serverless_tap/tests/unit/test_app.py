"""The entry point."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

import app
from tests.unit.conftest import record, settings_with


def run(monkeypatch: pytest.MonkeyPatch, **environ: str) -> tuple[set[str], set[str]]:
    """Run the program: what it registered and what it put out, by their names."""
    deployment = record(settings_with())
    exported: dict[str, Any] = {}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pulumi, "export", exported.__setitem__)
    program: Any = mocks.test(app.main)  # type: ignore[no-untyped-call, unused-ignore]
    program()
    return {one.inputs["name"] for one in deployment.of("Function")}, set(exported)


def test_the_program_declares_the_deployment_and_its_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the settings of the environment."""
    functions, outputs = run(monkeypatch, ENVIRONMENT_SUFFIX="entry")
    assert functions == {"function-tap-api-handler-entry", "function-tap-processor-entry"}
    assert {"apiUrl", "dataBucketName", "processorErrorsAlarmName"} < outputs


def test_invalid_settings_end_the_program_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which Pulumi shows as it is, without a traceback."""
    with pytest.raises(pulumi.RunError) as caught:
        run(monkeypatch, ENVIRONMENT_SUFFIX="No", LOG_RETENTION_DAYS="2")
    message = str(caught.value)
    assert message.startswith("invalid settings: environment_suffix is 'No'")
    assert "log_retention_days" in message
    assert "\n" not in message
