"""Programs in TypeScript and JavaScript: their packages, the command that starts them, and how they are run.

An engine reads a project in this order::

    tools = toolchain.find()                              # node, npm, tsx
    found = packages.find(root, ("cdktf",), "cdktf")      # node_modules, versions, notes for the author
    entry = command.parse(root, "npx ts-node main.ts", found.scripts, file="cdktf.json", line=3)
    with runner.stay(root, found, tools, timeout=120, allow_weak=False) as stay:
        first = stay.run(entry, "first", {"NAME": "value"}, preloads=[...])    # Ran: ok, failed, ended
        again = stay.run(entry, "again", {"NAME": "value"}, preloads=[...])    # what differs is chance or time
        stay.read_object("first.trace.json", 1 << 20)                          # what a preload module left

`constructs.cjs` is the preload module for frameworks whose resources are constructs; `preload.cjs`, which comes first
in every run, tells at its head what a module finds.
"""
