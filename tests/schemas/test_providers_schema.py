# SPDX-License-Identifier: MIT
"""providers.schema.json and the loader say the same. Of every file of tests/cases/config: each error that
the loader tells, the schema finds in the same line, but what BEYOND lists; and where the schema finds one,
so does the loader."""

import copy
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest
import yaml

from yaml_tree import Tree

TOP = Path(__file__).resolve().parents[2]
CASES = TOP / "tests/cases/config"
PROGRAM = os.environ.get("AUTOCONFIGD", str(TOP / "build/debug/autoconfigd"))
MANUAL = os.environ.get("MANUAL", str(TOP / "build/debug/manual"))
SCHEMA_FILE = TOP / "providers.schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text())
EVERY_KEY = CASES / "right-every-key.yaml"

# What the loader tells and no schema can: (its message, why). A row that no case needs is an error.
BEYOND = [
    ("given twice|listed twice|has a login already", "a schema compares no keys and values of several maps"),
    ("there is no provider '", "nor does it know which keys another map has"),
    ("there is no provider:", "the only one may stand in an included file"),
    ("this is the very file that says so", "a schema does not know the name of what it reads"),
    ("no such file|not a regular file|larger than|neither SVG nor PNG", "a schema reads no other file"),
    ("is true or false, not 'True'|version '1.0'|'1.10' is not", "it sees what YAML made of the text: 1.10 is 1.1"),
    ("begins with 0, as octal numbers do", "likewise: 0143 is 143"),
    ("is at most 30d", "nor does it reckon in units"),
    ("too many placeholders", "32 pieces, however they are put together: nobody writes so many"),
    ("cannot be seen, U\\+(2028|FEFF)|without a line feed|is UTF-16", "bytes are the parser's to refuse"),
    ("nested deeper|escape of a character|'<<' (needs|merges)|%TAG|means nothing here", "so is what YAML can and we do not want"),
]

# What the loader takes and the schema does not, so that editors do not propose true and false for every
# text: (a provider's key, its value, why nobody writes that).
STRICTER = [
    ("name", True, "a provider that is called true"),
    ("language", True, "a language tag of four letters that no language has"),
]


def pattern(validator, wanted, text, schema):
    """As ECMA-262 reads it: to Python, $ matches before a last line feed, too."""
    if isinstance(text, str) and not re.search(wanted.replace("$", r"\Z"), text):
        yield jsonschema.ValidationError(f"{text!r} does not match {wanted}")


VALIDATOR = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": pattern})(SCHEMA)


def check(name, cwd=CASES):
    done = subprocess.run([PROGRAM, "check", name], cwd=cwd, capture_output=True, text=True, timeout=60)
    assert done.stderr == "", (name, done.stderr)
    return done.stdout


def told(name, cwd=CASES):
    """The loader's errors in this very file: (line, message)."""
    found = re.findall(rf"^{re.escape(name)}:(\d+):\d+: error: (.*)$", check(name, cwd), re.MULTILINE)
    return [(int(line), message) for line, message in found]


def leaves(error):
    """What `error` consists of: where one of several forms would have done, the errors of each."""
    return [leaf for inner in error.context for leaf in leaves(inner)] or [error]


def lines_of(tree, error):
    """The lines where `error` is; an unknown key is where the key is."""
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        return {tree.places[path + (key,)].key for key in error.instance if key not in known}
    if "propertyNames" in error.absolute_schema_path:
        return {tree.places[path + (error.instance,)].key}
    return {tree.places[path].key, tree.places[path].first}


def read(path):
    """None: a parser does not get that far, and a schema is not asked."""
    try:
        return Tree(path.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def compare(path):
    """(the loader's errors that the schema does not find, the schema's that the loader does not tell)"""
    tree = read(path)
    mine = told(path.name)
    if tree is None:
        assert mine, "only a parser finds it wrong"
        return [], []
    lines = {line for line, message in mine}
    found = set()
    alone = []
    for error in VALIDATOR.iter_errors(tree.value):
        of_error = {line for leaf in leaves(error) for line in lines_of(tree, leaf)}
        place = tree.places[tuple(error.absolute_path)]
        if not lines & (of_error | set(range(place.first, place.last + 1))):
            alone.append(error.message)
        found |= of_error
    return [(line, message) for line, message in mine if line not in found], alone


def cases():
    return pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)


@cases()
def test_case(path):
    missed, alone = compare(path)
    reasons = "|".join(message for message, why in BEYOND)
    assert [one for one in missed if not re.search(reasons, one[1])] == []
    assert alone == []


def test_what_is_beyond_a_schema_is_needed():
    missed = [message for path in CASES.glob("*.yaml") for line, message in compare(path)[0]]
    assert [row for row in BEYOND if not any(re.search(row[0], message) for message in missed)] == []


@pytest.mark.parametrize("path", [TOP / "providers.yaml", *CASES.glob("right-include.d/*.yaml")], ids=lambda path: path.name)
def test_what_is_right_is_right(path):
    assert list(VALIDATOR.iter_errors(read(path).value)) == []


@pytest.mark.parametrize("key, value, why", STRICTER)
def test_what_only_the_schema_refuses(tmp_path, key, value, why):
    assert why
    config = {"providers": {"example": {"domains": ["example.com"], key: value}}}
    (tmp_path / "providers.yaml").write_text(json.dumps(config))
    assert told("providers.yaml", tmp_path) == []
    assert not VALIDATOR.is_valid(config)


def test_the_schema_is_what_the_tables_say(tmp_path):
    """Renewed by cmake --build --preset debug -t golden."""
    subprocess.run([MANUAL, "schema", tmp_path / "made"], timeout=60, check=True)
    made = (tmp_path / "made").read_text()
    if "GOLDEN" in os.environ:
        SCHEMA_FILE.write_text(made)
    assert made == SCHEMA_FILE.read_text()


def test_examples_name_it():
    """As yaml-language-server reads it: a path from the file's own folder, or an absolute one."""
    modeline = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)
    assert (TOP / modeline.search((TOP / "providers.yaml").read_text()).group(1)) == SCHEMA_FILE
    installed = modeline.search((TOP / "docs/providers.md").read_text()).group(1)
    assert installed == "/usr/local/share/autoconfigd/" + SCHEMA_FILE.name


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def properties(schema=SCHEMA):
    """(name, schema) of every key."""
    for name, inner in schema.items():
        if name == "properties" and "type" in schema:
            yield from inner.items()
        for part in inner if isinstance(inner, list) else [inner]:
            if isinstance(part, dict):
                yield from properties(part)


def test_every_key_is_explained():
    keys = list(properties())
    assert len(keys) > 100
    for name, inner in keys:
        is_same_as_of_provider = inner.get("$ref", "").startswith("#/$defs/provider/properties/")
        assert is_same_as_of_provider or len(inner["description"]) > 4, name


# Each key's value replaced by what is of no kind that it may be, each map given a key that nobody knows.
def nodes(value, path=()):
    yield path, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []:
        yield from nodes(inner, path + (key,))


WHOLE = read(EVERY_KEY).value


def changed(path, value):
    whole = copy.deepcopy(WHOLE)
    if not path:
        return value
    at = whole
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return whole


def mutations():
    """(where, what is put there, whether it can only be wrong)"""
    for path, value in nodes(WHOLE):
        for wrong in ([[]], {"no body": {}}, None)[: 2 if path == ("providers",) else 3]:
            yield path, wrong, True
        if isinstance(value, dict):
            yield path, {**value, "no body": {}}, True
        if isinstance(value, str):
            yield path, "", True
            yield path, value + "\n", False


def test_every_key_has_a_case():
    used = {path[-1] for path, value in nodes(WHOLE) if path}
    assert {name for name, inner in properties()} - used == set()
    assert told(EVERY_KEY.name) == []


def test_mutations(tmp_path):
    shutil.copytree(CASES / "logos.d", tmp_path / "logos.d")
    (tmp_path / "providers.yaml").write_text(json.dumps(WHOLE))
    assert told("providers.yaml", tmp_path) == []

    def compare_one(mutation):
        number, (path, value, is_wrong) = mutation
        document = changed(path, value)
        name = f"{number}.yaml"
        (tmp_path / name).write_text(json.dumps(document))
        refused = ": error: " in check(name, tmp_path)
        assert refused == (not VALIDATOR.is_valid(document)), (path, value)
        assert refused or not is_wrong, (path, value)

    with ThreadPoolExecutor() as pool:
        assert len(list(pool.map(compare_one, enumerate(mutations())))) > 400
