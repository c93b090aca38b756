"""A command line of the AWS CLI, carried out by botocore: the models that know its operations and parameters.

Ends with 0, with 3 if the service has refused it, with 1 if no service was asked.
"""

import json
import sys

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError


def value_of(shape, text):
    """As the AWS CLI reads a value: JSON, the shorthand Name=value,Name=value, or the text itself."""
    if shape.type_name == "structure":
        if text.startswith("{"):
            return json.loads(text)
        pairs = (pair.split("=", 1) for pair in text.split(","))
        return {name: value_of(shape.members[name], value) for name, value in pairs}
    if shape.type_name == "boolean":
        return {"true": True, "false": False}[text]
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.enum and text not in shape.enum:
        raise SystemExit(f"{text} is none of {shape.enum}")
    return text


def main(service, operation, *words):
    session = botocore.session.get_session()
    model = session.get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        raise SystemExit(f"aws {service} has no {operation}")
    shape = model.operation_model(names[operation]).input_shape
    members = {xform_name(name, "-"): (name, member) for name, member in (shape.members if shape else {}).items()}
    region = None
    parameters = {}
    given = list(words)
    while given:
        option = given.pop(0).removeprefix("--")
        if option == "region":
            region = given.pop(0)
            continue
        name, member = members.get(option) or members.get(option.removeprefix("no-")) or (None, None)
        if name is None:
            raise SystemExit(f"aws {service} {operation} has no --{option}")
        if member.type_name == "boolean":
            parameters[name] = option in members
        else:
            parameters[name] = value_of(member, given.pop(0))
    client = session.create_client(service, region_name=region)
    try:
        getattr(client, xform_name(names[operation]))(**parameters)
    except ClientError as refused:
        print(refused, file=sys.stderr)
        sys.exit(3)


main(*sys.argv[1:])
