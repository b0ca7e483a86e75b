# SPDX-License-Identifier: MIT
"""A YAML file as editors see it (YAML 1.2's core schema, merge keys), with the line of each value. PyYAML
alone reads YAML 1.1: there `no` is false and 0143 is 99."""

import re
from typing import NamedTuple

import yaml

NODES_MAX = 20000
CORE = [
    (re.compile(r"|~|null|Null|NULL"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
]


class Loader(yaml.SafeLoader):
    """Leaves to scalar() what a text without quotes and tag means."""
    yaml_implicit_resolvers = {None: [("!plain", re.compile(""))]}


def scalar(node):
    if node.tag != "!plain" and node.tag != "tag:yaml.org,2002:int":
        return node.value
    return next((make(node.value) for pattern, make in CORE if pattern.fullmatch(node.value)), node.value)


def members(node):
    """(key, key's node, value's node) of a map: its own, then what `<<` brings in."""
    merged = []
    for key, value in node.value:
        if key.value == "<<" and key.tag == "!plain":
            for one in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                merged.extend(members(one) if isinstance(one, yaml.MappingNode) else [])
        else:
            yield key.value, key, value
    yield from merged


class Place(NamedTuple):
    key: int  # lines, from 1
    first: int
    last: int


class Tree:
    """Raises yaml.YAMLError: not YAML, nothing at all, a key that is a list, or aliases of aliases without end."""

    def __init__(self, text):
        self.places = {}  # path -> Place
        root = yaml.compose(text, Loader)
        if root is None:
            raise yaml.YAMLError("an empty file")
        self.value = self.build(root, (), 1)

    def build(self, node, path, line):
        if len(self.places) > NODES_MAX:
            raise yaml.YAMLError("too many nodes")
        # An alias stands elsewhere than what it names.
        self.places[path] = Place(line, node.start_mark.line + 1, max(node.end_mark.line, node.start_mark.line) + 1)
        if isinstance(node, yaml.ScalarNode):
            return scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, path + (i,), item.start_mark.line + 1) for i, item in enumerate(node.value)]
        made = {}
        for key, at, value in members(node):
            if not isinstance(key, str):
                raise yaml.YAMLError("a key that is no text")
            if key not in made:  # the map's own keys win, and the first of two
                made[key] = self.build(value, path + (key,), at.start_mark.line + 1)
        return made
