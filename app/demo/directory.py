"""The demo's bases, groups and themes."""

from datetime import date

from app.demo.maker import Maker
from app.demo.places import BASES, GROUPS, OFFSHORE, THEMES
from app.directory.models import OverseasGroup, ProgramBase, Theme


def make_directory(make: Maker) -> tuple[dict[str, ProgramBase], dict[str, OverseasGroup], dict[str, Theme]]:
    """Bases, groups and themes by slug."""
    bases = {
        slug: make.add(
            ProgramBase(
                slug=slug, name=name, city=city, province=province, address=address,
                latitude=latitude, longitude=longitude, offshore=slug in OFFSHORE,
            )
        )
        for slug, name, city, province, address, latitude, longitude in BASES
    }  # fmt: skip
    groups = {
        slug: make.add(
            OverseasGroup(
                slug=slug, name=name, country=country, city=city, founder=founder, joined_on=date(year, 9, 1),
                contact_email=f"{slug}@demo.example", website=f"https://{slug}.example",
            )
        )
        for slug, name, country, city, founder, year in GROUPS
    }  # fmt: skip
    themes = {slug: make.add(Theme(slug=slug, name=name, position=n)) for n, (slug, name) in enumerate(THEMES)}
    make.session.flush()
    return bases, groups, themes
