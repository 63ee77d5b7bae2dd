"""Entry of the command line. `--version` is answered before anything is imported, so that it costs next to nothing."""

import sys


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from stackproof import __version__

        sys.stdout.write(f"stackproof {__version__}\n")
        return
    from stackproof.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
