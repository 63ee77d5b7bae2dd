"""Packages of the functions, made of the handlers' own modules; they need nothing but what the runtime brings."""

from __future__ import annotations

import pulumi

from serverless_tap.paths import HANDLERS


def package_of(*folders: str) -> pulumi.AssetArchive:
    """An archive with the Python modules of these folders of handlers side by side.

    Files are named one by one, so that what tests and tools leave in the folders never becomes part of a package.
    """
    modules = [module for folder in folders for module in sorted((HANDLERS / folder).glob("*.py"))]
    return pulumi.AssetArchive({module.name: pulumi.FileAsset(str(module)) for module in modules})
