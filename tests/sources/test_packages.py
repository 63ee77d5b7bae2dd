"""The code of a function is found wherever a tool says that it is, and missing only where it has to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stackproof.graph.values import Known, MapValue, Unknown, Value
from stackproof.sources.packages import Missing, package_of
from stackproof.sources.project import ProjectSources
from tests.contract.build import resource, value

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.sources.packages import Package

FUNCTION = "AWS::Lambda::Function"


def found(root: Path, given: dict[str, Any], inside: str = "", /, **attributes: Value) -> Package:
    function = resource("F", FUNCTION, {"Runtime": "python3.13", **given}, attributes=attributes)
    return package_of(function, ProjectSources(root, engine="terraform", language="", entry="", folder=inside))


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x = 1\n")


def archive(**arguments: Any) -> Value:
    made = value(arguments)
    assert isinstance(made, MapValue)
    return made


def test_code_that_is_written_into_the_template_is_a_module_called_index(tmp_path: Path) -> None:
    python = found(tmp_path, {"Code": {"ZipFile": "x = 1"}})
    node = found(tmp_path, {"Runtime": "nodejs22.x", "Code": {"ZipFile": "x = 1"}})
    assert (python.texts, node.texts) == ({"index.py": "x = 1"}, {"index.js": "x = 1"})
    assert python.whole
    assert node.whole


def test_a_folder_of_the_cdk_holds_its_files_by_their_names_inside(tmp_path: Path) -> None:
    write(tmp_path, "code/app.py", "code/lib/store.py", "app.py")
    made = found(tmp_path, {}, AssetPath=Known("code"))
    assert made.files == {"app.py": "code/app.py", "lib/store.py": "code/lib/store.py"}


def test_a_folder_and_a_file_that_terraform_packs(tmp_path: Path) -> None:
    write(tmp_path, "infra/src/a.py", "infra/src/test_a.py", "infra/one.py")
    whole = found(tmp_path, {}, "infra", archive_file=archive(source_dir="./src", excludes=["test_*"]))
    single = found(tmp_path, {}, "infra", archive_file=archive(source_file="./one.py"))
    assert (whole.files, whole.whole) == ({"a.py": "infra/src/a.py"}, True)
    assert (single.files, single.whole) == ({"one.py": "infra/one.py"}, True)


def test_texts_that_terraform_packs(tmp_path: Path) -> None:
    source = [{"filename": "a.py", "content": "x = 1"}]
    known = found(tmp_path, {}, archive_file=archive(source=source))
    unknown = found(tmp_path, {}, archive_file=archive(source=[*source, {"filename": "b.py", "content": {"Ref": "B"}}]))
    assert (known.texts, known.whole) == ({"a.py": "x = 1"}, True)
    assert (unknown.texts, unknown.whole) == ({"a.py": "x = 1"}, False)


def test_archives_of_pulumi_by_their_names_inside(tmp_path: Path) -> None:
    write(tmp_path, "src/a.py", "lib/b.py")
    assets = archive(assets={".": "./src", "more": "./lib"})
    assert found(tmp_path, {}, filename=assets).files == {"a.py": "src/a.py", "more/b.py": "lib/b.py"}


def test_texts_and_files_in_an_archive_of_pulumi(tmp_path: Path) -> None:
    write(tmp_path, "src/a.py")
    assets = archive(assets={"index.py": "def handler(e, c): return 1", "lib/a.py": "src/a.py"})
    made = found(tmp_path, {}, filename=assets)
    assert (made.texts, made.files) == ({"index.py": "def handler(e, c): return 1"}, {"lib/a.py": "src/a.py"})


@pytest.mark.parametrize(
    ("name", "is_made"), [("dist/a.js", True), ("made.js", True), ("a.js", False), ("x/a.js", False)]
)
def test_what_a_build_puts_into_a_package(tmp_path: Path, name: str, *, is_made: bool) -> None:
    write(tmp_path, "src/a.ts")
    (tmp_path / ".gitignore").write_text("made.js\n")
    assert found(tmp_path, {}, AssetPath=Known("src")).is_made(name) is is_made


def test_a_folder_that_sam_builds_is_not_the_whole_package(tmp_path: Path) -> None:
    write(tmp_path, "src/a.py")
    key = Unknown("the code is uploaded when the stack is packaged", None, sources=(Known("src"),))
    made = found(tmp_path, {"Code": {"S3Bucket": "b", "S3Key": key}})
    assert (made.files, made.whole) == ({"a.py": "src/a.py"}, False)


@pytest.mark.parametrize(
    ("given", "attributes"),
    [
        ({"PackageType": "Image"}, {}),
        ({"Code": {"S3Bucket": "b", "S3Key": "k"}}, {}),
        ({"Code": {"ZipFile": {"Ref": "P"}}}, {}),
        ({"Code": "../outside"}, {}),
        ({}, {"filename": Known("/etc")}),
        ({}, {"filename": Known("s3://b/k")}),
        ({}, {"filename": Unknown("nobody said")}),
    ],
)
def test_code_that_is_not_here_has_a_reason_and_is_not_missing(
    tmp_path: Path, given: dict[str, Any], attributes: dict[str, Value]
) -> None:
    made = found(tmp_path, given, **attributes)
    assert (made.names, bool(made.reason), made.missing) == (set(), True, None)


@pytest.mark.parametrize(
    ("path", "may_be_built"),
    [
        ("src", False),
        ("src/app.py", False),
        ("dist/app.js", True),
        ("build/src", True),
        ("code.zip", True),
        ("target/app.jar", True),
        ("src/bootstrap", True),
        ("made/app.py", True),
        ("typed/app.js", True),
    ],
)
def test_code_that_is_missing_may_be_what_a_build_makes(tmp_path: Path, path: str, *, may_be_built: bool) -> None:
    write(tmp_path, "typed/app.ts", ".gitignore")
    (tmp_path / ".gitignore").write_text("/made\n")
    assert found(tmp_path, {}, filename=Known(path)).missing == Missing(path, may_be_built)


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "outside/a.py", "project/b.py")
    (tmp_path / "project" / "src").symlink_to(tmp_path / "outside")
    assert found(tmp_path / "project", {}, filename=Known("src")).names == set()


def test_a_place_in_inline_code_is_that_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("a:\n  ZipFile: |\n    x = 1\n    y = 2\n")
    block = found(tmp_path, {"Code": {"ZipFile": value("x = 1\ny = 2\n", 2)}}).place("index.py", 2)
    (tmp_path / "template.yaml").write_text('a:\n  ZipFile: "x = 1"\n')
    quoted = found(tmp_path, {"Code": {"ZipFile": value("x = 1\ny = 2\n", 2)}}).place("index.py", 2)
    assert (block.line, quoted.line) == (4, 2)


def test_an_archive_that_was_made_at_synthesis_holds_files_of_the_project_and_libraries(tmp_path: Path) -> None:
    write(tmp_path, "handlers/a.py")
    libraries = ["pg8000/__init__.py", "six.py", "more/inner.py"]
    made = found(tmp_path, {}, filename=archive(assets={"a.py": "handlers/a.py"}, libraries=libraries))
    assert (made.files, made.whole) == ({"a.py": "handlers/a.py"}, True)
    assert [one for one in ("pg8000", "six", "more", "inner", "a", "pg") if made.has_library(one)] == [
        "pg8000",
        "six",
        "more",
    ]


def test_what_the_repository_ignores_above_the_project_may_be_built(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", "infra/main.tf")
    (tmp_path / ".gitignore").write_text("infra/lambda\n")
    made = found(tmp_path / "infra", {}, archive_file=archive(source_file="./lambda/index.js"))
    other = found(tmp_path / "infra", {}, archive_file=archive(source_file="./function/index.js"))
    assert made.missing == Missing("lambda/index.js", True)
    assert other.missing == Missing("function/index.js", False)


def test_a_project_that_is_itself_ignored_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", "infra/main.tf")
    (tmp_path / ".gitignore").write_text("infra\n")
    made = found(tmp_path / "infra", {}, archive_file=archive(source_file="./lambda/index.js"))
    assert made.missing == Missing("lambda/index.js", False)
