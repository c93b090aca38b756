"""Writes the models beside it anew, as botocore has them: the operations that each file has, and those that are named.

    .venv/bin/python local/simulated-connect/models/take.py [connect StopContact …] [--into FOLDER]

Without documentation, and without the shapes that no operation here reaches. Then: npm run api-model
"""

import argparse
import json
import pathlib

from botocore.loaders import Loader

here = pathlib.Path(__file__).parent
parser = argparse.ArgumentParser()
parser.add_argument("service", nargs="?", choices=["connect", "connectparticipant"])
parser.add_argument("operations", nargs="*")
parser.add_argument("--into", type=pathlib.Path, default=here)
options = parser.parse_args()


def undocumented(value):
    """A text called `documentation` is AWS's prose; a member of that name would be an object."""
    if isinstance(value, dict):
        return {
            name: undocumented(part)
            for name, part in value.items()
            if not (name == "documentation" and isinstance(part, str))
        }
    return [undocumented(part) for part in value] if isinstance(value, list) else value


def references(shape):
    members = list(shape.get("members", {}).values())
    return [part["shape"] for part in [*members, *(shape[name] for name in ("member", "key", "value") if name in shape)]]


for service in ("connect", "connectparticipant"):
    published = undocumented(Loader().load_service_model(service, "service-2"))
    before = json.loads((here / f"{service}.json").read_text("utf-8"))
    added = options.operations if options.service == service else []
    operations = {name: published["operations"][name] for name in sorted({*before["operations"], *added})}
    ahead = [
        part["shape"]
        for operation in operations.values()
        for part in [operation["input"], operation.get("output"), *operation["errors"]]
        if part
    ]
    reached = set()
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(references(published["shapes"][name]))
    model = {
        "version": published["version"],
        "metadata": published["metadata"],
        "operations": operations,
        "shapes": {name: published["shapes"][name] for name in sorted(reached)},
    }
    (options.into / f"{service}.json").write_text(json.dumps(model, indent=2) + "\n", "utf-8")
