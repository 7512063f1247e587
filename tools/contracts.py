"""Two kinds of import contract that import-linter does not have: private modules of a feature, and an allow list."""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOT = "siyu"
Broken = tuple[str, str, int]


class PrivateModules(Contract):
    """Across features only the public modules may be imported; what else a feature holds is its own business.

    `public`: module names open to every room. `open_rooms`: rooms without private modules (the kit). `exempt`: rooms
    that may look everywhere, because joining things up or measuring them is what they are for (bootstrap, benchmarks).
    """

    type_name = "private_modules"
    public = fields.SetField(subfield=fields.StringField())
    open_rooms = fields.SetField(subfield=fields.StringField())
    exempt = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """This function will collect every import that reaches into another room's private modules."""
        broken = [found for found in internal_imports(graph) if self._is_private(found[0], found[1])]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """This function will print each broken import with its line."""
        render(check, "reaches into private modules of another feature")

    def _is_private(self, importer: str, imported: str) -> bool:
        here, there = room_of(importer), room_of(imported)
        if here == there or here in names(self.exempt) or there in names(self.open_rooms):
            return False
        return not set(imported.split(".")[2:]) & names(self.public)


class OnlyImports(Contract):
    """A room may import nothing of the project but itself and what is listed."""

    type_name = "only_imports"
    room = fields.StringField()
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """This function will collect every import of the room that leads to a room not listed."""
        room = str(self.room)
        rooms = {room, *names(self.allowed)}
        broken = [
            found for found in internal_imports(graph) if room_of(found[0]) == room and room_of(found[1]) not in rooms
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """This function will print each broken import with its line."""
        render(check, "is not open to this room")


def names(value: object) -> set[str]:
    """This function will return a parsed set option as what it is; the fields are typed by their parser."""
    return cast("set[str]", value)


def internal_imports(graph: ImportGraph) -> list[Broken]:
    """This function will return (importer, imported, line) of every import between modules of the project, sorted."""
    modules = sorted(name for name in graph.modules if name.startswith(f"{ROOT}."))
    return [
        (importer, imported, graph.get_import_details(importer=importer, imported=imported)[0]["line_number"])
        for importer in modules
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if imported.startswith(f"{ROOT}.")
    ]


def room_of(module: str) -> str:
    """This function will return the top room of a module: "segments" for siyu.segments.domain."""
    return module.split(".")[1]


def render(check: ContractCheck, why: str) -> None:
    """This function will print the broken imports of a check, each with the reason."""
    for importer, imported, line in check.metadata["broken"]:
        output.print_error(f"- {importer} (l.{line}) -> {imported} {why}")
