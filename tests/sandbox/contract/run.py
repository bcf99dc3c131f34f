"""Holds the running sandbox against the OpenAPI document by schemathesis.

Usage: run.py URL DOCUMENT FOLDER [SCHEMATHESIS OPTIONS]

`cargo xtask contract` starts the sandbox and runs this in an environment that has schemathesis.
Nothing here knows the project's client.
"""

import json
import pathlib
import subprocess
import sys
import urllib.request

import yaml

CUSTOMER = "3b1a2f60-7d1c-4c2b-9a41-0f5f6a7b8c9d"
LINES = [
    {
        "catalogItemId": "0a1b2c3d-0000-4000-8000-00000000000a",
        "quantity": 2,
        "billingCycle": "monthly",
    }
]

# What schemathesis would have of a service that is not this one:
# - positive_data_acceptance: the document requires no property, and the service does. A cart
#   without lines conforms to the document and is refused.
# - allow_header_conformance, unsupported_method: the sandbox plays operations that the document does
#   not describe yet.
EXCLUDED = "positive_data_acceptance,allow_header_conformance,unsupported_method"


def post(url, body=None):
    """Posts JSON to the sandbox, and gives what it answers."""
    request = urllib.request.Request(
        url,
        method="POST",
        data=json.dumps(body).encode() if body is not None else b"",
        headers={"authorization": "Bearer sandbox-token", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def open_up(node):
    """Says of the schemas what the service is known to do beyond its pages.

    It sends members that their lists of words do not have, and takes null for absent: its own .NET
    client sends null for whatever is not set.
    """
    if isinstance(node, dict):
        for addition in node.get("x-enum-additions", []):
            node["enum"].append(addition["value"])
        if "$ref" in node.get("items", {}):
            # Nothing can stand beside a reference.
            node["items"] = {"allOf": [node["items"]]}
        properties = node.get("properties", {})
        for child in [*properties.values(), node.get("items")]:
            if isinstance(child, dict):
                child["nullable"] = True
        for child in node.values():
            open_up(child)
        if node.get("type") == "integer":
            # A list of numbers is an open one: others occur in production.
            node.pop("enum", None)
        if node.get("nullable") and "enum" in node:
            node["enum"].append(None)
    elif isinstance(node, list):
        for child in node:
            open_up(child)


def main():
    """Prepares what the operations need to succeed, and runs schemathesis."""
    url, document, folder, *options = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)

    carts = f"{url}/v1/customers/{CUSTOMER}/carts"
    cart = post(carts, {"lineItems": LINES})["id"]
    bought = post(carts, {"lineItems": LINES})["id"]
    order = post(f"{carts}/{bought}/checkout")["orders"][0]["id"]
    config = folder / "schemathesis.toml"
    values = {"version": "1", "customer_id": CUSTOMER, "cart_id": cart, "order_id": order}
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    config.write_text("\n".join(["[parameters]", *lines, ""]))

    with open(document, encoding="utf-8") as file:
        schema = yaml.safe_load(file)
    open_up(schema["components"]["schemas"])
    derived = folder / "partner-center.json"
    # YAML reads `2022-02-19` as a date, which JSON has not.
    derived.write_text(json.dumps(schema, default=str))

    command = [
        str(pathlib.Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        str(config),
        "run",
        str(derived),
        "--url",
        url,
        "--header",
        "Authorization: Bearer sandbox-token",
        "--checks",
        "all",
        "--exclude-checks",
        EXCLUDED,
        "--phases",
        "examples,coverage,fuzzing",
        *options,
    ]
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
