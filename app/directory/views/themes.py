"""Pages of the themes."""

from app.directory.views.files import file_pages
from app.directory.views.kinds import THEMES
from app.directory.views.pages import pages

bp = pages(THEMES, order=44)
file_pages(bp, THEMES)
