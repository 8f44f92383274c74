"""The job worker without the `flask` command around it, which loads what only its other commands need."""

from app.core.commands import work
from wsgi import application

if __name__ == "__main__":
    with application.app_context():
        work(application)
