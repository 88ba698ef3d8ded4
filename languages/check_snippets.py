"""Checks snippets that were translated to Python: they are Python, and what they name is there.

Reads a list of ``{"name", "source"}`` in JSON from the standard input, and prints every problem.
"""

import ast
import builtins
import importlib
import json
import re
import sys
from collections.abc import Iterator

PACKAGE = importlib.import_module("cdk_cleanrooms_ml")
# What the snippets in the documents leave out: the imports of their fixture.
FIXTURE = [PACKAGE, *map(importlib.import_module, ["aws_cdk", "aws_cdk.assertions"])]
MODULES = {name.removeprefix("aws_"): f"aws_cdk.{name}" for name in (
    "aws_cleanrooms", "aws_ec2", "aws_ecr", "aws_iam", "aws_kms", "aws_lambda", "aws_logs", "aws_s3")}
DECLARED = re.compile(r"^# (\w+): ", re.MULTILINE)
CLASSES = [value for value in vars(PACKAGE).values() if isinstance(value, type)]


def begins_with_class(node: ast.expr) -> bool:
    """Whether an expression is a chain of attributes and calls that begins with a class of the package."""
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return isinstance(node, ast.Name) and isinstance(getattr(PACKAGE, node.id, None), type)


def problems_of(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield f"is not Python: {error}"
        return
    nodes = list(ast.walk(tree))
    imported = {alias.asname or alias.name for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}
    assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    known = {*DECLARED.findall(source), *imported, *assigned, *MODULES, *dir(builtins), *(name for module in FIXTURE for name in dir(module))}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in known:
            yield f"{node.id} is not defined"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = getattr(PACKAGE, node.value.id, None)
            if isinstance(owner, type) and not hasattr(owner, node.attr):
                yield f"{node.value.id} has no {node.attr}"
        elif isinstance(node, ast.Attribute) and begins_with_class(node) and not any(hasattr(owner, node.attr) for owner in CLASSES):
            yield f"no class has {node.attr}"


problems = [f"{snippet['name']}: {problem}" for snippet in json.load(sys.stdin) for problem in problems_of(snippet["source"])]
print("\n".join(problems))
