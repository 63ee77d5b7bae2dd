"""What can be wrong with the reference stack, a mutation at least for each clause of each requirement."""

from __future__ import annotations

from tests.mutation.mutants import Mutation
from tests.mutation.s3_replication import (
    mutations_of_files,
    mutations_of_monitoring,
    mutations_of_storage,
    mutations_of_the_whole,
)

MUTATIONS: list[Mutation] = [
    *mutations_of_storage.MUTATIONS,
    *mutations_of_monitoring.MUTATIONS,
    *mutations_of_the_whole.MUTATIONS,
    *mutations_of_files.MUTATIONS,
]
