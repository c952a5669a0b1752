"""The command `coach`, and `python -m coach`: imports little, so that it can be left at any time."""

import sys


def main() -> None:
    """Run the command line. Interrupted while it is still being imported, it ends without a word."""
    try:
        from coach.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
