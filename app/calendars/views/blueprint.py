"""The blueprint that all feeds share."""

from flask import Blueprint

bp = Blueprint("calendars", __name__)
