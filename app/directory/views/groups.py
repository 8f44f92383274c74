"""Pages of the overseas groups."""

from app.directory.views.files import file_pages
from app.directory.views.kinds import GROUPS
from app.directory.views.pages import pages

bp = pages(GROUPS, order=40)
file_pages(bp, GROUPS)
