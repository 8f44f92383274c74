"""The job worker without the `flask` command around it, which loads what only its other commands need."""

from app.core.commands import work
from wsgi import application


def run() -> None:
    """Send mail and run jobs until a signal says stop."""
    with application.app_context():
        work(application)


if __name__ == "__main__":
    run()
