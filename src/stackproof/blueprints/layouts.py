"""The layouts that a reference stack can be copied in.

`plain` is the stack as it lies here. `tap` is made from the same files: `app.py` becomes `tap.py`, the package
becomes `lib/`, `handlers/` becomes `lib/lambda/`, and whatever else may not stand at the root moves into `lib/`; then
the folder `_tap/` is laid over it.
"""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

import yaml

from stackproof.blueprints import renaming, tool_settings
from stackproof.blueprints.renaming import Moves

LAYOUTS = ("plain", "tap")
OVERLAY = "_tap"
# What may stand at the root in the layout tap, besides its folders; the profile tap says the same.
_TAP_ROOT = frozenset(
    {"cdk.json", "cdktf.json", "metadata.json", "Pipfile", "Pipfile.lock", "Pulumi.yaml", "stackproof.yaml"}
)
_TAP_FOLDERS = {"handlers": "lib/lambda", "tests": "tests"}


def arrange(project: Path, layout: str, package: str) -> None:
    """Turns a copy of a stack, as it lies here, into one of a layout.

    Args:
        project: the copy.
        layout: one of `LAYOUTS`.
        package: the name of the package of constructs.
    """
    overlay = project / OVERLAY
    if layout == "tap":
        _move(project, _tap_moves(project, package))
        if overlay.is_dir():
            shutil.copytree(overlay, project, dirs_exist_ok=True)
    shutil.rmtree(overlay, ignore_errors=True)


def _tap_moves(project: Path, package: str) -> Moves:
    folders = {package: "lib"}
    files = {}
    modules = []
    for one in sorted(project.iterdir()):
        if one.name in (OVERLAY, package, "app.py") or one.name.startswith("."):
            continue
        if one.is_dir():
            folders[one.name] = _TAP_FOLDERS.get(one.name, f"lib/{one.name}")
            if one.name != "tests" and any(one.glob("*.py")):
                modules.append(one.name)
        elif one.name not in _TAP_ROOT:
            files[one.name] = f"lib/{one.name}"
    return Moves(package, ("app", "tap"), folders, files, tuple(modules))


def _move(project: Path, moves: Moves) -> None:
    """Gives every file the place and the text that it has in the layout."""
    old = project.with_name(f"{project.name}-before")
    project.rename(old)
    for file in sorted(old.rglob("*")):
        path = PurePosixPath(file.relative_to(old).as_posix())
        if not file.is_file():
            continue
        kept = path.parts[0] == OVERLAY
        target = project / (path if kept else moves.of(path))
        if target.exists():
            raise FileExistsError(0, f"two files of the stack become {target.relative_to(project)}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
        text = None if kept else _text_of(file)
        if text is not None:
            target.write_text(renaming.renamed(text, path, moves), "utf-8")
    shutil.rmtree(old)
    pyproject = moves.files["pyproject.toml"]
    hidden, rest = tool_settings.split((project / pyproject).read_text("utf-8"))
    for name, text in {**hidden, pyproject: rest}.items():
        (project / name).write_text(text, "utf-8")
    contract = project / "stackproof.yaml"
    text = _whole_scalars(contract.read_text("utf-8"), moves)
    contract.write_text(tool_settings.expectations(text, pyproject, {**hidden, pyproject: rest}), "utf-8")


def _text_of(file: Path) -> str | None:
    """The text of a file, or None when it holds none."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


def _whole_scalars(contract: str, moves: Moves) -> str:
    """The contract with the scalars that name a top folder as a whole naming where it goes."""
    tokens = [token for token in yaml.scan(contract, yaml.SafeLoader) if isinstance(token, yaml.ScalarToken)]
    for token in reversed(tokens):
        new = renaming.whole(token.value, moves)
        if new != token.value:
            text = contract[token.start_mark.index : token.end_mark.index].replace(token.value, new)
            contract = contract[: token.start_mark.index] + text + contract[token.end_mark.index :]
    return contract
