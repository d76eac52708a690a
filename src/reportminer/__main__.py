"""``python -m reportminer`` is the command line."""

from reportminer.cli import app

if __name__ == "__main__":
    app(prog_name="reportminer")
