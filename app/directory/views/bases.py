"""Pages of the programme bases."""

from app.directory.views.files import file_pages
from app.directory.views.kinds import BASES
from app.directory.views.pages import pages

bp = pages(BASES, order=42)
file_pages(bp, BASES)
