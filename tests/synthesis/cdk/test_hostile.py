"""Programs that fail or attack, through the whole way from the project to the Synthesis: one clear problem each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import pytest

from stackproof.graph.location import Location

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stackproof.synthesis.model import Synthesis

    Program = Callable[..., Synthesis]

pytestmark = pytest.mark.slow


def only_problem(synthesis: Synthesis) -> tuple[str, str]:
    """The status and the only problem's message, of a synthesis with nothing in it."""
    assert synthesis.graph.resources == {}
    assert synthesis.twin is None
    assert synthesis.isolation
    assert [problem.level for problem in synthesis.problems] == ["error"]
    assert "stackproof-" not in synthesis.problems[0].message
    return synthesis.status, synthesis.problems[0].message


class TestFaults:
    def test_an_exception_is_told_with_the_line_of_the_project_that_is_nearest(self, program: Program) -> None:
        found = program("import settings\nsettings.check({})\n", settings="def check(s):\n    return s['bucket']\n")
        assert only_problem(found) == ("failed", "the program failed with KeyError: 'bucket'")
        assert found.problems[0].at == Location("settings.py", 2)

    def test_a_syntax_error_is_told_with_its_line(self, program: Program) -> None:
        found = program("import broken\n", broken="a = 1\nb = = 2\n")
        assert only_problem(found)[1].startswith("the program failed with SyntaxError: invalid syntax")
        assert found.problems[0].at == Location("broken.py", 2)

    def test_an_error_of_the_framework_stands_at_the_call(self, program: Program) -> None:
        found = program(
            textwrap.dedent("""
            import aws_cdk as cdk
            from aws_cdk import aws_s3 as s3
            app = cdk.App()
            stack = cdk.Stack(app, "S")
            s3.Bucket(stack, "B", bucket_name="Not A Name")
            """)
        )
        status, message = only_problem(found)
        assert status == "failed"
        assert "Invalid S3 bucket name" in message
        assert found.problems[0].at == Location("app.py", 6)

    def test_giving_up_is_told_with_the_last_words(self, program: Program) -> None:
        found = program("import sys\nprint('ENVIRONMENT_SUFFIX is not set', file=sys.stderr)\nsys.exit(3)\n")
        assert only_problem(found) == (
            "failed",
            "the program gave up with exit code 3; its last words: ENVIRONMENT_SUFFIX is not set",
        )
        assert found.problems[0].at == Location("app.py", 3)

    def test_ending_the_process_is_told(self, program: Program) -> None:
        found = program("import os\nos.write(2, b'bye\\n')\nos._exit(0)\n")
        assert only_problem(found) == (
            "failed",
            "the program ended itself with exit code 0 before it was done; its last words: bye",
        )

    def test_a_module_that_is_not_installed_is_no_fault_of_the_program(self, program: Program) -> None:
        found = program("import json\nimport tropospherical_widgets.core\n")
        status, message = only_problem(found)
        assert status == "not_run"
        assert "imports tropospherical_widgets, which is not installed" in message
        assert "pip install -r requirements.txt" in message
        assert found.problems[0].at == Location("app.py", 2)

    def test_a_missing_module_is_named_with_what_the_project_requires(self, program: Program, tmp_path: Path) -> None:
        (tmp_path / "project").mkdir()
        (tmp_path / "project" / "requirements.txt").write_text("tropospherical.widgets-core==1.2\n", "utf-8")
        _, message = only_problem(program("import tropospherical_widgets\n"))
        assert "pip install 'tropospherical-widgets-core==1.2'" in message
        assert message.endswith(" and run again, or take --toolchain pinned")

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("from aws_cdk import core", "written for AWS CDK v1"),
            ("import aws_cdk.core", "written for AWS CDK v1"),
            ("from aws_cdk import aws_msk_alpha", "pip install aws-cdk.aws-msk-alpha"),
            ("import aws_cdk.aws_msk_alpha", "pip install aws-cdk.aws-msk-alpha"),
        ],
        ids=["first version", "first version, imported", "experimental module", "experimental module, imported"],
    )
    def test_a_part_of_the_framework_that_is_not_installed_is_named(
        self, program: Program, source: str, said: str
    ) -> None:
        status, message = only_problem(program(source))
        assert status == "not_run"
        assert said in message

    def test_a_name_that_the_framework_never_had_is_a_fault_and_names_no_folder(self, program: Program) -> None:
        status, message = only_problem(program("from aws_cdk import Stak\n"))
        assert status == "failed"
        assert message == "the program failed with ImportError: cannot import name 'Stak' from 'aws_cdk'"

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("import aws_cdk\naws_cdk.App().node.try_get_context('stage').upper()", "--set stage=VALUE"),
            ("import os\nos.environ['STAGE_NAME']", "--set STAGE_NAME=VALUE"),
        ],
        ids=["context", "environment"],
    )
    def test_a_setting_that_nobody_gave_is_named(self, program: Program, source: str, said: str) -> None:
        status, message = only_problem(program(source))
        assert status == "failed"
        assert said in message

    @pytest.mark.parametrize("name", ["CDK_DEFAULT_REGION", "AWS_REGION"])
    def test_a_program_that_refuses_to_run_without_a_region_gets_the_assumed_one(
        self, program: Program, name: str
    ) -> None:
        found = program(
            f"import os\nif not os.getenv('{name}'):\n    raise ValueError('{name} must be set')\n"
            "import aws_cdk as cdk\napp = cdk.App()\n"
            f"cdk.CfnOutput(cdk.Stack(app, 'S'), 'At', value=os.environ['{name}'])\napp.synth()\n"
        )
        assert found.status == "ok"
        assert [problem.message for problem in found.problems] == [
            "no region was stated, and the program needs one: us-east-1 was assumed"
        ]

    def test_a_module_that_the_project_itself_lacks_is_its_fault(self, program: Program) -> None:
        found = program("import settings.regions\n", settings="")
        assert only_problem(found)[0] == "failed"
        assert "settings.regions" in found.problems[0].message

    @pytest.mark.parametrize(
        ("source", "hint"),
        [
            (
                "import subprocess\nsubprocess.run(['pip', 'install', '--retries=0', 'no-such-package-x'], check=True)",
                "install them beforehand",
            ),
            ("import subprocess\nsubprocess.run(['docker', 'build', '.'], check=True)", "Docker is not at hand"),
            ("import subprocess\nsubprocess.check_output(['git', 'rev-parse', 'HEAD'])", "(.git) is not shown"),
            ("import urllib.request\nurllib.request.urlopen('https://example.com')", "neither network nor credentials"),
        ],
        ids=["pip", "docker", "git", "network"],
    )
    def test_what_the_sandbox_does_not_have_is_explained(self, program: Program, source: str, hint: str) -> None:
        status, message = only_problem(program(source))
        assert status == "failed"
        assert hint in message

    def test_a_program_without_output_synthesises_nothing(self, program: Program) -> None:
        status, message = only_problem(program("print('nothing to do')\n"))
        assert status == "failed"
        assert message == "the program ended without a cloud assembly: does it call synth() of its App?"

    def test_an_app_that_is_never_synthesised_leaves_nothing(self, program: Program) -> None:
        found = program("import aws_cdk\napp = aws_cdk.App()\naws_cdk.Stack(app, 'S')\n")
        assert only_problem(found)[1].endswith("does it call synth() of its App?")

    def test_an_app_without_stacks_synthesises_nothing(self, program: Program) -> None:
        found = program("import aws_cdk\naws_cdk.App().synth()\n")
        assert only_problem(found) == ("failed", "the program synthesised no stack")


class TestLimits:
    def test_hanging_ends_at_the_limit(self, program: Program) -> None:
        started = time.monotonic()
        status, message = only_problem(program("while True: pass\n", timeout=1.5))
        assert time.monotonic() - started < 10
        assert (status, message) == ("failed", "the program was ended at the limit of its wall time")

    def test_forking_without_end_ends(self, program: Program) -> None:
        status, message = only_problem(program("import os\nwhile True: os.fork()\n", timeout=3))
        assert status == "failed"
        assert "processes" in message or "wall time" in message

    def test_printing_without_end_ends(self, program: Program) -> None:
        status, message = only_problem(program("while True: print('x' * 100000)\n"))
        assert status == "failed"
        assert message.startswith("the program was ended at the limit of its output")


class TestAttacks:
    def test_nothing_outside_is_written(self, program: Program, tmp_path: Path) -> None:
        target = tmp_path / "outside"
        target.write_text("mine", "utf-8")
        found = program(f"open({str(target)!r}, 'w').write('theirs')\n")
        assert only_problem(found)[0] == "failed"
        assert target.read_text("utf-8") == "mine"

    def test_the_project_itself_is_not_touched(self, program: Program, tmp_path: Path) -> None:
        found = program("open('app.py', 'a').write('# more')\nopen('new', 'w').close()\n")
        assert only_problem(found)[0] == "failed"
        assert sorted(path.name for path in (tmp_path / "project").iterdir()) == ["app.py"]
        assert "# more" not in (tmp_path / "project" / "app.py").read_text("utf-8").splitlines()

    def test_the_callers_home_and_environment_are_out_of_reach(
        self, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = tmp_path / "home"
        home.mkdir()
        (home / "callers-own").write_text("hunter2", "utf-8")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
        source = f"""
            import os, pathlib
            seen = [os.environ.get("AWS_SECRET_ACCESS_KEY", "")]
            for folder in ({str(home)!r}, "/root", "/home", os.path.expanduser("~")):
                try:
                    seen += [str(p) for p in pathlib.Path(folder).rglob("callers-own")]
                    seen += [pathlib.Path(folder, "callers-own").read_text()]
                except OSError:
                    pass
            raise SystemExit(f"saw {{[one for one in seen if one]}}")
        """
        assert only_problem(program(textwrap.dedent(source)))[1] == "the program gave up: saw []"

    def test_no_socket_is_opened(self, program: Program) -> None:
        source = "import socket\nsocket.create_connection(('1.1.1.1', 53), 2)\n"
        assert "neither network nor credentials" in only_problem(program(source))[1]

    def test_the_parent_and_other_processes_live_on(self, program: Program) -> None:
        with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as bystander:
            source = f"""
                import os, signal
                for pid in (os.getppid(), {os.getpid()}, {bystander.pid}, -1):
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except OSError:
                        pass
                os.kill(os.getpid(), signal.SIGTERM)
            """
            found = program(textwrap.dedent(source))
            assert bystander.poll() is None
            bystander.send_signal(signal.SIGKILL)
        assert only_problem(found)[0] == "failed"

    def test_the_package_cache_cannot_be_poisoned(self, program: Program) -> None:
        source = """
            import os, pathlib
            done = []
            for folder, _, files in os.walk(os.environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"], followlinks=True):
                for name in files[:3]:
                    path = pathlib.Path(folder, name).resolve()
                    if "jsii" not in path.parts[:3] and "package" in name:
                        try:
                            path.write_text("poison")
                            done.append(str(path))
                        except OSError:
                            pass
                if folder.count("/") > 14:
                    break
            raise SystemExit(f"wrote {done}")
        """
        assert only_problem(program(textwrap.dedent(source)))[1] == "the program gave up: wrote []"
        found = program(
            "import aws_cdk as cdk\napp = cdk.App()\ncdk.CfnOutput(cdk.Stack(app, 'S'), 'O', value='1')\napp.synth()\n"
        )
        assert [problem for problem in found.problems if problem.level == "error"] == []


class TestForgedOutput:
    """The program writes what it likes where the driver and the framework write."""

    FORGE = """
        import json, os, pathlib
        work = pathlib.Path(os.environ["CDK_OUTDIR"]).parent
        out = work / "assembly"
        out.mkdir()
    """

    def forged(self, program: Program, code: str) -> tuple[str, str]:
        return only_problem(program(textwrap.dedent(self.FORGE) + textwrap.dedent(code)))

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ('(out / "manifest.json").symlink_to("/etc/passwd")', "symbolic link"),
            ('(out / "manifest.json").write_bytes(bytes(range(256)))', "not JSON"),
            ('(out / "manifest.json").write_text("[" * 100000)', "not JSON"),
            ('(out / "manifest.json").write_text("[]")', "does not hold a JSON object"),
            ('(out / "manifest.json").write_text(json.dumps({"artifacts": []}))', "lists no artifacts"),
            ('(out / "manifest.json").write_bytes(b" " * (65 << 20))', "larger than"),
            ('os.mkfifo(out / "manifest.json")', "not a plain file"),
            (
                '(out / "manifest.json").write_text(json.dumps({"artifacts": {"S": {"type": "aws:cloudformation:stack",'
                ' "properties": {"templateFile": "../../../../etc/passwd"}}}}))',
                "does not stay in the program's output",
            ),
            (
                '(out / "manifest.json").write_text(json.dumps({"artifacts": {"S": {"type": "cdk:cloud-assembly",'
                ' "properties": {"directoryName": "."}}}}))',
                "does not stay in the program's output",
            ),
            (
                'stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "t"}}\n'
                'loop = {"artifacts": {"S": stack}}\n'
                '(out / "manifest.json").write_text(json.dumps(loop))\n'
                '(out / "t").write_text(json.dumps({"Resources": {"N": {"Type": "AWS::CloudFormation::Stack",'
                ' "Metadata": {"aws:asset:path": "t"}}}}))',
                "nested more than",
            ),
        ],
        ids=[
            "link",
            "garbage",
            "deep",
            "list",
            "no artifacts",
            "huge",
            "fifo",
            "escape",
            "loop of folders",
            "loop of stacks",
        ],
    )
    def test_a_forged_assembly_is_refused(self, program: Program, code: str, said: str) -> None:
        status, message = self.forged(program, code)
        assert status == "failed"
        assert message.startswith("the cloud assembly that the program left cannot be read: ")
        assert said in message

    def test_an_assembly_that_is_a_link_is_refused(self, program: Program) -> None:
        code = 'out.rmdir()\nout.symlink_to("/etc")\n'
        assert self.forged(program, code)[0] == "failed"

    def test_forged_reports_and_traces_do_no_harm(self, program: Program) -> None:
        manifest = (
            '{"artifacts": {"S": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "t"},'
            ' "metadata": {"/S/Q": [{"type": "aws:cdk:creationStack", "data": ["x (/etc/passwd:1)", 7, null]}]}}}}'
        )
        template = (
            '{"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Metadata": {"aws:cdk:path": "S/Q", "aws:asset:path":'
            ' "../../../etc/passwd"}}, "B": 7, "C": {"Type": 9}}}'
        )
        trace = (
            '{"constructs": {"S/Q": {"kind": "construct", "site": 99, "frames": [["/etc/passwd", 1, 1], ["../x", 1, 1],'
            ' ["app.py", 3, 1], ["app.py", -3, 1], ["app.py"], 7]}, "S": 7}}'
        )
        code = f"""
            first = work / "first"
            out.rename(first)
            (first / "manifest.json").write_text({manifest!r})
            (first / "t").write_text({template!r})
            (work / "first.trace.json").write_text({trace!r})
            (work / "report.json").write_text('{{"runs": [7, {{"name": "first", "status": "ok", "error": 7}}]}}')
            os._exit(0)
        """
        found = program(textwrap.dedent(self.FORGE) + textwrap.dedent(code))
        assert found.status == "partial"
        assert {address: str(one.location) for address, one in found.graph.resources.items()} == {"S/Q": "app.py:3:1"}
        assert "AssetPath" not in found.graph.resources["S/Q"].attributes
