"""The finder that gives a program the bindings it is written for, on made-up packages, in interpreters of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stackproof.synthesis.cdktf.child import bindings

PROVIDER = "cdktn_provider_aws"
EAGER = "from ._jsii import assembly\n__all__ = ['s3_bucket']\nfrom . import lambda_function\nfrom . import s3_bucket\n"


def package(folder: Path, name: str, text: str = "") -> Path:
    place = folder / name
    place.mkdir(parents=True)
    (place / "__init__.py").write_text(text, "utf-8")
    return place


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages: CDK Terrain with bindings for AWS, and nothing of CDKTF."""
    site = tmp_path / "site"
    package(site, "cdktn", "class App: pass\n")
    lazily = "def __getattr__(name):\n    raise AttributeError(name)\n"
    provider = package(site, PROVIDER, lazily)
    package(provider, "_jsii", "assembly = 'loaded'\n")
    package(provider, "s3_bucket", "from .._jsii import assembly\nclass S3Bucket: pass\n")
    package(provider, "instance", "class Instance: pass\nclass InstanceRootBlockDevice: pass\n")
    package(provider, "vpc", "class Vpc: pass\n")
    package(provider, "provider", "class AwsProvider: pass\n")
    package(provider, "subnet", "class Subnet: pass\n")
    return site


def run(site: Path, program: str, generated: str = "imports") -> object:
    """What a program says at its end under the finder; the last line is JSON."""
    folder = Path(bindings.__file__).parent
    head = (
        f"import sys; sys.path[:0] = [{str(folder)!r}]; from bindings import Bindings; sys.path[:1] = [{str(site)!r}]\n"
        f"found = Bindings({generated!r}); found.install()\nimport json\n"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-c", head + program], capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.splitlines()[-1])


def test_the_old_names_give_the_very_modules_that_are_installed_under_the_new_ones(site: Path) -> None:
    program = (
        "import cdktf, cdktn, cdktf_cdktf_provider_aws.s3_bucket as old, cdktn_provider_aws.s3_bucket as new\n"
        "print(json.dumps([cdktf is cdktn, old is new, cdktf.__name__, cdktf.__spec__.name, found.used]))"
    )
    used = {"cdktf": "cdktn", "cdktf_cdktf_provider_aws": PROVIDER}
    assert run(site, program) == [True, True, "cdktn", "cdktn", used]


def test_what_is_installed_under_the_old_name_comes_first(site: Path) -> None:
    package(site, "cdktf", "origin = 'old'\n")
    assert run(site, "import cdktf\nprint(json.dumps([cdktf.origin, found.used]))") == ["old", {}]


def test_a_folder_of_the_projects_that_is_called_like_the_framework_is_not_taken_for_it(site: Path) -> None:
    (site / "cdktf").mkdir()
    (site / "cdktf" / "main.py").touch()
    assert run(site, "import cdktf\nprint(json.dumps(cdktf.__name__))") == "cdktn"


def test_a_program_that_uses_the_new_names_has_no_alias(site: Path) -> None:
    assert run(site, "import cdktn, cdktn_provider_aws.vpc\nprint(json.dumps(found.used))") == {}


def test_bindings_that_were_to_be_generated_are_the_installed_ones(site: Path) -> None:
    program = (
        "from imports.aws.s3_bucket import S3Bucket\nfrom imports.aws import s3_bucket\n"
        "import cdktn_provider_aws.s3_bucket as new\n"
        "print(json.dumps([S3Bucket is new.S3Bucket, s3_bucket is new, found.used]))"
    )
    assert run(site, program) == [True, True, {"imports.aws": PROVIDER}]


def test_another_folder_for_generated_bindings_may_be_named(site: Path) -> None:
    program = "from gen.aws.vpc import Vpc\nprint(json.dumps([Vpc.__module__, found.used]))"
    assert run(site, program, "gen") == ["cdktn_provider_aws.vpc", {"gen.aws": PROVIDER}]


def test_generated_bindings_in_the_project_come_first_and_others_beside_them_stand_in(site: Path) -> None:
    imports = package(site, "imports")
    package(imports, "aws", "")
    package(imports / "aws", "vpc", "class Vpc: pass\n")
    package(site, "cdktn_provider_random")
    package(site / "cdktn_provider_random", "password", "class Password: pass\n")
    program = (
        "from imports.aws.vpc import Vpc\nfrom imports.random.password import Password\n"
        "print(json.dumps([Vpc.__module__, Password.__module__, found.used]))"
    )
    used = {"imports.random": "cdktn_provider_random"}
    assert run(site, program) == ["imports.aws.vpc", "cdktn_provider_random.password", used]


@pytest.mark.parametrize(
    ("module", "missing"),
    [
        ("imports.kubernetes.pod", "imports.kubernetes"),
        ("cdktf_cdktf_provider_google", "cdktf_cdktf_provider_google"),
        ("imports.aws.no.such", "imports.aws.no.such"),
    ],
)
def test_what_is_nowhere_stays_missing_under_the_programs_own_name(site: Path, module: str, missing: str) -> None:
    program = f"try:\n    import {module}\nexcept ModuleNotFoundError as error:\n    print(json.dumps(error.name))"
    assert run(site, program) == missing


@pytest.mark.parametrize("module", ["cdktf_cdktf_provider_aws", "imports.aws"])
def test_classes_at_the_top_as_in_early_bindings_are_found_where_they_are_now(site: Path, module: str) -> None:
    program = (
        f"from {module} import AwsProvider, InstanceRootBlockDevice, S3Bucket\n"
        "print(json.dumps([one.__module__ for one in (AwsProvider, InstanceRootBlockDevice, S3Bucket)]))"
    )
    assert run(site, program) == [f"{PROVIDER}.provider", f"{PROVIDER}.instance", f"{PROVIDER}.s3_bucket"]


def test_classes_grouped_by_service_are_found_where_they_are_now(site: Path) -> None:
    program = (
        "from cdktf_cdktf_provider_aws.s3 import S3Bucket\nfrom cdktf_cdktf_provider_aws.vpc import Subnet, Vpc\n"
        "print(json.dumps([one.__module__ for one in (S3Bucket, Subnet, Vpc)]))"
    )
    assert run(site, program) == [f"{PROVIDER}.s3_bucket", f"{PROVIDER}.subnet", f"{PROVIDER}.vpc"]


def test_a_class_that_is_nowhere_is_an_import_error_that_names_it(site: Path) -> None:
    program = (
        "try:\n    from cdktf_cdktf_provider_aws.s3 import S3BucketOfYore\n"
        "except ImportError as error:\n    print(json.dumps([type(error).__name__, error.name]))"
    )
    assert run(site, program) == ["ImportError", "cdktf_cdktf_provider_aws.s3"]


class TestEagerBindings:
    @pytest.fixture
    def eager(self, site: Path) -> Path:
        provider = package(site, "cdktf_cdktf_provider_aws", EAGER)
        package(provider, "_jsii", "assembly = 'loaded'\n")
        package(provider, "s3_bucket", "from .._jsii import assembly\nclass S3Bucket: pass\n")
        package(provider, "lambda_function", "raise RuntimeError('imported without being asked for')\n")
        return site

    def test_only_what_is_asked_for_is_imported(self, eager: Path) -> None:
        program = (
            "from cdktf_cdktf_provider_aws import s3_bucket\nimport cdktf_cdktf_provider_aws as aws\n"
            "names = sorted(name for name in sys.modules if name.startswith('cdktf_cdktf'))\n"
            "own_file = aws.__file__.endswith('__init__.py')\n"
            "print(json.dumps([aws.s3_bucket.S3Bucket.__module__, names, found.used, own_file]))"
        )
        modules = ["cdktf_cdktf_provider_aws", "cdktf_cdktf_provider_aws._jsii", "cdktf_cdktf_provider_aws.s3_bucket"]
        assert run(eager, program) == ["cdktf_cdktf_provider_aws.s3_bucket", modules, {}, True]

    def test_what_the_package_does_not_have_is_an_error_as_before(self, eager: Path) -> None:
        program = (
            "import cdktf_cdktf_provider_aws as aws\n"
            "try:\n    from cdktf_cdktf_provider_aws import sqs\nexcept ImportError as error:\n    name = error.name\n"
            "print(json.dumps([name, hasattr(aws, 'sqs'), hasattr(aws, '__wrapped__')]))"
        )
        assert run(eager, program) == ["cdktf_cdktf_provider_aws", False, False]

    def test_bindings_that_hold_classes_of_their_own_are_left_as_they_are(self, site: Path) -> None:
        package(site, "cdktf_cdktf_provider_azurerm", "import os\nclass AzurermProvider: pass\nfrom . import x\n")
        package(site / "cdktf_cdktf_provider_azurerm", "x", "")
        program = (
            "from cdktf_cdktf_provider_azurerm import AzurermProvider\n"
            "print(json.dumps([AzurermProvider.__module__, found.used]))"
        )
        assert run(site, program) == ["cdktf_cdktf_provider_azurerm", {}]

    def test_generated_bindings_are_light_too(self, eager: Path) -> None:
        imports = package(eager, "imports")
        provider = package(imports, "aws", EAGER)
        package(provider, "_jsii", "assembly = 'loaded'\n")
        package(provider, "s3_bucket", "class S3Bucket: pass\n")
        package(provider, "lambda_function", "raise RuntimeError('imported without being asked for')\n")
        program = "from imports.aws.s3_bucket import S3Bucket\nprint(json.dumps([S3Bucket.__module__, found.used]))"
        assert run(eager, program) == ["imports.aws.s3_bucket", {}]
