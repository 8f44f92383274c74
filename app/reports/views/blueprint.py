"""The live picture's routes, in several modules."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
