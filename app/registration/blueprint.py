"""The blueprints that the views of this package share: attendees' pages, and organizers'."""

from flask import Blueprint

attendee = Blueprint("registration", __name__)
manage = Blueprint("registration_manage", __name__)
