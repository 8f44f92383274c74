"""What badges are printed with: the layouts of an event's categories, and the pictures on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from app.badges.faces import BadgeFace
from app.badges.layouts.builtin import CLASSIC
from app.badges.layouts.schema import Layout


@dataclass(frozen=True, slots=True)
class Kit:
    """`by_kind` has the layouts of categories that have their own, `usual` is for all others. Pictures by public id."""

    usual: Layout = CLASSIC
    by_kind: Mapping[str, Layout] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)

    def layout(self, face: BadgeFace) -> Layout:
        return self.by_kind.get(face.kind, self.usual)

    @property
    def layouts(self) -> Sequence[Layout]:
        return tuple(dict.fromkeys((self.usual, *self.by_kind.values())))

    @property
    def field_keys(self) -> frozenset[str]:
        """The fields that any of its layouts asks for."""
        return frozenset[str]().union(*(layout.field_keys for layout in self.layouts))

    def sorted(self, faces: Sequence[BadgeFace]) -> list[BadgeFace]:
        """In their order; where labels are printed on sheets, one layout after the other."""
        if not any(layout.sheet for layout in self.layouts):
            return list(faces)
        order = {layout: place for place, layout in enumerate(self.layouts)}
        by_kind = {kind: order[layout] for kind, layout in self.by_kind.items()}
        return sorted(faces, key=lambda face: by_kind.get(face.kind, 0))

    def singly(self) -> "Kit":
        """The same on a page a badge, whatever sheets they are printed on."""
        alone = {kind: layout.model_copy(update={"sheet": ""}) for kind, layout in self.by_kind.items()}
        return Kit(self.usual.model_copy(update={"sheet": ""}), alone, self.images)

    def to_json(self) -> dict[str, Any]:
        """Without the pictures, which are files."""
        return {
            "usual": self.usual.model_dump(mode="json"),
            "by_kind": {kind: layout.model_dump(mode="json") for kind, layout in self.by_kind.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        by_kind = {kind: Layout.model_validate(layout) for kind, layout in data["by_kind"].items()}
        return cls(Layout.model_validate(data["usual"]), by_kind)


PLAIN_KIT = Kit()
