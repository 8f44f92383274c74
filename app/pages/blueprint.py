"""The blueprint that all public pages share."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
