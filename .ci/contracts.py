"""Contracts for import-linter that its own kinds cannot say: they go by a module's place in its package.

`app.agenda.publishing` and `app.agenda.publishing.diff` both count as the part `publishing` of `agenda`.
A part that PARTS does not name is a service: services are named by what they do.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

EDGE, MIDDLE, QUERY, MODEL = 3, 2, 1, 0
PARTS = {
    "views": EDGE,
    "receivers": EDGE,
    "tasks": EDGE,
    "letters": EDGE,
    "commands": EDGE,
    "blueprint": EDGE,
    "forms": MIDDLE,
    "queries": QUERY,
    "policies": QUERY,
    "models": MODEL,
}
WEB_PARTS = {"views", "receivers", "tasks", "letters", "commands", "blueprint", "forms"}
WEB_PACKAGES = {"core", "api", "pages"}
WEB_LIBRARIES = {
    "flask",
    "flask_babel",
    "flask_limiter",
    "flask_login",
    "flask_migrate",
    "flask_sqlalchemy",
    "flask_wtf",
    "wtforms",
}


def place(module: str, root: str) -> tuple[str, str] | None:
    """Package and part of a module, or None for what stands directly under the root."""
    names = module.split(".")
    return (names[1], names[2]) if names[0] == root and len(names) > 2 else None


def direct_imports(graph: ImportGraph, root: str) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        if place(importer, root):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                yield importer, imported


class _PairContract(Contract):
    """Every direct import for which `breaks` is true is reported with its line."""

    root = fields.StringField()

    @abstractmethod
    def breaks(self, importer: str, imported: str) -> bool: ...

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        found = [pair for pair in direct_imports(graph, str(self.root)) if self.breaks(*pair)]
        lines = [
            f"{importer} -> {imported} (l. {detail['line_number']})"
            for importer, imported in found
            for detail in graph.get_import_details(importer=importer, imported=imported)
        ]
        return ContractCheck(kept=not found, metadata={"lines": lines})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["lines"]:
            output.print_error(line)


class InsidePackage(_PairContract):
    """Within one package imports run from a higher part to a lower one, or between services."""

    def breaks(self, importer: str, imported: str) -> bool:
        source, target = place(importer, str(self.root)), place(imported, str(self.root))
        if not source or not target or source[0] != target[0] or source[0] == "core":
            return False
        return PARTS.get(source[1], MIDDLE) < PARTS.get(target[1], MIDDLE)


class FlaskFree(_PairContract):
    """Models, queries, policies and services take session, actor and time as arguments."""

    def breaks(self, importer: str, imported: str) -> bool:
        source = place(importer, str(self.root))
        if not source or source[0] in WEB_PACKAGES or source[1] in WEB_PARTS:
            return False
        return imported.split(".", maxsplit=1)[0] in WEB_LIBRARIES
