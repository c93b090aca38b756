"""Prints what CloudFormation's schemas of resource types say that their handlers call, for resource-schemas.json.

cfn-lint brings the schemas along; the one of test/requirements.txt has their handlers:

    .venv/bin/python test/lib/deployer/read-resource-schemas.py AWS::DynamoDB::Table … > test/lib/deployer/resource-schemas.json

To create, read, update, tag and delete; not to list, which no deployment does.
"""

import glob
import json
import os
import sys

import cfnlint

found: dict[str, set[str]] = {name: set() for name in sys.argv[1:]}
folder = os.path.join(os.path.dirname(cfnlint.__file__), "data", "schemas", "resources")
for path in glob.glob(os.path.join(folder, "*.json")):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    if schema.get("typeName") in found:
        permissions = found[schema["typeName"]]
        if "handlers" not in schema:
            sys.exit("this cfn-lint has schemas without handlers")
        for handler in ("create", "read", "update", "delete"):
            permissions.update(schema["handlers"].get(handler, {}).get("permissions", []))
        permissions.update((schema.get("tagging") or {}).get("permissions", []))
print(json.dumps({name: sorted(found[name]) for name in sorted(found)}, indent=2))
