"""The blueprint of printing, for organizers and owners alike."""

from flask import Blueprint

bp = Blueprint("badges", __name__)
