"""Faces for Chromium: Noto Sans and Noto Sans SC from npm, the same on every machine, which may have none for Han."""

from __future__ import annotations

from pathlib import Path

from app.badges.fonts import HAN, LATIN

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  {folders}
  <cachedir>{cache}</cachedir>
  {aliases}
</fontconfig>
"""
ALIAS = """<alias binding="strong"><family>{family}</family>
    <prefer><family>Noto Sans</family><family>Noto Sans SC</family></prefer></alias>"""


def fontconfig(folder: Path) -> Path:
    """Write a FONTCONFIG_FILE into ``folder`` that knows our faces and no others."""
    faces = sorted({path.parent for path in (*LATIN.values(), *HAN.values())})
    families = ("sans-serif", "serif", "monospace", "system-ui", "ui-sans-serif", "ui-monospace")
    found = CONFIGURATION.format(
        folders="\n  ".join(f"<dir>{face}</dir>" for face in faces),
        cache=folder / "font-cache",
        aliases="\n  ".join(ALIAS.format(family=family) for family in families),
    )
    path = folder / "fonts.conf"
    path.write_text(found, encoding="utf-8")
    return path
