"""What modules import, to the end: can a Python that lacks some have them?"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path


class Imports:
    """Follows imports through the project's own modules to those of others.

    Args:
        root: The project's folder, with its packages.
        known: Modules of others that can be imported, by their full names.
        instead: Folder with modules that stand in for those of the project, there.
    """

    def __init__(
        self, root: Path, known: Collection[str], instead: Path | None = None
    ) -> None:
        self.root, self.known, self.instead = root, known, instead
        self._found: dict[tuple[str, str], str] = {}

    def lacking(self, source: str | ast.AST) -> str:
        """Name the first module that code can't have; "" if it can have all.

        Raises:
            SyntaxError: If it is no Python.
        """
        wanted = _imported(ast.parse(source) if isinstance(source, str) else source)
        return next(filter(None, (self._lacks(*one) for one in wanted)), "")

    def own(self) -> Iterator[tuple[Path, Path, str, str]]:
        """List the project's modules.

        Of each: its file, and the one to take, which may stand in for it; its name, and
        what is missing, "" if nothing.
        """
        for package in sorted(self.root.glob("*/__init__.py")):
            for file in sorted(package.parent.rglob("*.py")):
                parts = file.relative_to(self.root).with_suffix("").parts
                module = ".".join(parts).removesuffix(".__init__")
                read = self._stand_in(module) or file
                yield file, read, module, self._lacks(module, "")

    def _lacks(self, module: str, name: str) -> str:
        """Name what is missing for a module, and for a name that is taken from it."""
        if (module, name) not in self._found:
            self._found[module, name] = ""  # as long as circles are followed
            self._found[module, name] = self._follow(module, name)
        return self._found[module, name]

    def _follow(self, module: str, name: str) -> str:
        if module in self.known:  # also where it stands in for one of the project's
            return ""
        if not (self.root / module.partition(".")[0] / "__init__.py").exists():
            return module
        above, _, _ = module.rpartition(".")
        if above and (missing := self._lacks(above, "")):
            return missing
        file = self._file(module)
        if not file:
            return module
        tree = _read(file)
        if stand_in := self._stand_in(module):
            there = _read(stand_in)
            is_there = not name or name in _defined(there)
            return self.lacking(there if is_there else tree)
        if not name:
            return self.lacking(tree)
        if self._file(f"{module}.{name}"):
            return self._lacks(f"{module}.{name}", "")
        # A name that is looked up when it is used says so to type checkers alone.
        promised = _promised(tree).get(name)
        return self._lacks(module, "") or (self._lacks(*promised) if promised else "")

    def _stand_in(self, module: str) -> Path | None:
        if not self.instead:
            return None
        file = self.instead.joinpath(*module.split(".")).with_suffix(".py")
        return file if file.is_file() else None

    def _file(self, module: str) -> Path | None:
        place = self.root.joinpath(*module.split("."))
        files = place.with_suffix(".py"), place / "__init__.py"
        return next((file for file in files if file.is_file()), None)


def _read(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _defined(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    r"""List the modules that code imports, and the names that it takes from them.

    Examples:
        >>> list(_imported(ast.parse("import a.b\nfrom c import d")))
        [('a.b', ''), ('c', 'd')]
        >>> list(_imported(ast.parse("if TYPE_CHECKING:\n    import a")))
        []
    """
    if _is_for_type_checkers(tree):
        return
    if isinstance(tree, ast.Import):
        yield from ((one.name, "") for one in tree.names)
    elif isinstance(tree, ast.ImportFrom):
        module = "." * tree.level + (tree.module or "")  # with dots nothing is found
        yield from ((module, one.name) for one in tree.names)
    for child in ast.iter_child_nodes(tree):
        yield from _imported(child)


def _promised(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Say where the names come from that only type checkers see imported."""
    apart = [node for node in tree.body if _is_for_type_checkers(node)]
    seen = [inner for node in apart for inner in node.body]
    return {
        one.asname or one.name: (node.module or "", one.name)
        for node in seen
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }


def _is_for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
