"""Where workloads and stores stand in a network: their subnets, security groups, ports and public addresses.

Default ports: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, CreateDBCluster,
https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html,
https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html,
https://docs.aws.amazon.com/documentdb/latest/developerguide/API_CreateDBCluster.html,
https://docs.aws.amazon.com/neptune/latest/userguide/api-clusters.html, read 2026-11-28. For Aurora PostgreSQL without a
port the pages of RDS and of CloudFormation differ (5432, 3306), so both are held possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, equals, get, is_true, number, present, string
from stackproof.graph.truth import Truth, every
from stackproof.graph.values import Absent, ListValue, Value
from stackproof.reasoning.network.cidr import block_of, resolved
from stackproof.reasoning.network.groups import Peer
from stackproof.reasoning.network.places import GROUP, SUBNET, all_of, named, network_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


class Interface(NamedTuple):
    """Where something stands in a network.

    Attributes:
        resource: the workload or store.
        subnets: subnets of the graph that its interfaces are in, or one of which it may be put into.
        subnets_whole: whether these are all, each known for certain.
        groups: security groups of the graph that its interfaces are in.
        groups_whole: whether these are all.
        public: whether its interfaces have public addresses.
        ports: TCP ports that it can listen on, of which one is right; None when that is not known.
        subnets_at, groups_at: the values that name the subnets and groups.
    """

    resource: Resource
    subnets: tuple[Resource, ...]
    subnets_whole: bool
    groups: tuple[Resource, ...]
    groups_whole: bool
    public: Truth
    ports: frozenset[int] | None
    subnets_at: Value
    groups_at: Value


class _Where(NamedTuple):
    """The values that say where something stands."""

    subnets: Value
    groups: Value
    public: Truth = Truth.NO
    ports: frozenset[int] | None = None


_ENGINES = {
    "postgres": {5432},
    "mysql": {3306},
    "mariadb": {3306},
    "oracle": {1521},
    "sqlserver": {1433},
    "db2": {50000},
    "aurora-mysql": {3306},
    "aurora-postgresql": {5432, 3306},
}
_CACHES = {"redis": {6379}, "valkey": {6379}, "memcached": {11211}}

# The resources that name the subnets of a store, by the type of the store, with the property that names them.
SUBNET_GROUPS = {
    "AWS::RDS::DBInstance": ("DBSubnetGroupName", "AWS::RDS::DBSubnetGroup"),
    "AWS::RDS::DBCluster": ("DBSubnetGroupName", "AWS::RDS::DBSubnetGroup"),
    "AWS::ElastiCache::CacheCluster": ("CacheSubnetGroupName", "AWS::ElastiCache::SubnetGroup"),
    "AWS::ElastiCache::ReplicationGroup": ("CacheSubnetGroupName", "AWS::ElastiCache::SubnetGroup"),
    "AWS::Redshift::Cluster": ("ClusterSubnetGroupName", "AWS::Redshift::ClusterSubnetGroup"),
    "AWS::DocDB::DBCluster": ("DBSubnetGroupName", "AWS::DocDB::DBSubnetGroup"),
    "AWS::Neptune::DBCluster": ("DBSubnetGroupName", "AWS::Neptune::DBSubnetGroup"),
    "AWS::MemoryDB::Cluster": ("SubnetGroupName", "AWS::MemoryDB::SubnetGroup"),
    "AWS::DAX::Cluster": ("SubnetGroupName", "AWS::DAX::SubnetGroup"),
}
_GROUPS_OF = {
    "AWS::RDS::DBInstance": "VPCSecurityGroups",
    "AWS::ElastiCache::CacheCluster": "VpcSecurityGroupIds",
    "AWS::ElastiCache::ReplicationGroup": "SecurityGroupIds",
    "AWS::MemoryDB::Cluster": "SecurityGroupIds",
    "AWS::DAX::Cluster": "SecurityGroupIds",
}


def interface_of(graph: Graph, resource: Resource) -> Interface | None:
    """Where a resource stands in a network; None when it stands in none, or its type is not known here."""
    if resource.type not in _READERS:
        return None
    known = graph.index(_found)
    if resource.address not in known:
        known[resource.address] = _interface(graph, resource)
    return known[resource.address]


def _found(graph: Graph) -> dict[str, Interface | None]:
    """The interfaces that were asked for, kept with the graph."""
    return {}


def _interface(graph: Graph, resource: Resource) -> Interface | None:
    read = _READERS.get(resource.type)
    where = read(graph, resource) if read is not None else None
    if where is None:
        return None
    subnets, subnets_whole = all_of(where.subnets, graph, SUBNET)
    groups, groups_whole = all_of(where.groups, graph, GROUP)
    return Interface(
        resource=resource,
        subnets=subnets,
        subnets_whole=subnets_whole and bool(subnets),
        groups=groups,
        # Without any, AWS takes the network's default group.
        groups_whole=groups_whole and bool(groups),
        public=where.public,
        ports=where.ports,
        subnets_at=where.subnets,
        groups_at=where.groups,
    )


def interface_types() -> tuple[str, ...]:
    """The types that `interface_of` knows."""
    return tuple(_READERS)


def peer_of(graph: Graph, interface: Interface) -> Peer:
    """How an interface looks to the other end of a connection inside its networks."""
    known = graph.index(_peers)
    address = interface.resource.address
    if address not in known:
        known[address] = _peer(graph, interface)
    return known[address]


def _peers(graph: Graph) -> dict[str, Peer]:
    """The peers that were asked for, kept with the graph."""
    return {}


def _peer(graph: Graph, interface: Interface) -> Peer:
    blocks = [block for subnet in interface.subnets if not isinstance(block := block_at(graph, subnet), Absent)]
    return Peer(
        groups=interface.groups,
        groups_whole=interface.groups_whole,
        blocks=tuple(blocks),
        blocks_whole=interface.subnets_whole and len(blocks) == len(interface.subnets),
        ipv6=any(present(subnet.get("Ipv6CidrBlock")) is not Truth.NO for subnet in interface.subnets),
    )


def block_at(graph: Graph, subnet: Resource) -> Value:
    """The block of a subnet or, where it is not known and its network has one block alone, that of the network."""
    own = resolved(subnet.get("CidrBlock"), graph)
    if block_of(own) is not None:
        return own
    vpc = network_of(subnet, graph)
    if vpc is None or isinstance(vpc.get("CidrBlock"), Absent) or vpc.address in graph.index(_extended):
        return own
    return resolved(vpc.get("CidrBlock"), graph)


def _extended(graph: Graph) -> frozenset[str]:
    """Networks that have, or may have, more than one block."""
    blocks = graph.of_type("AWS::EC2::VPCCidrBlock")
    owners = [network_of(block, graph) for block in blocks if not isinstance(block.get("CidrBlock"), Absent)]
    if any(owner is None for owner in owners):
        return frozenset(vpc.address for vpc in graph.of_type("AWS::EC2::VPC"))
    return frozenset(owner.address for owner in owners if owner is not None)


def _function(graph: Graph, resource: Resource) -> _Where | None:
    if present(resource.get("VpcConfig")) is not Truth.YES:
        return None
    return _Where(resource.get("VpcConfig", "SubnetIds"), resource.get("VpcConfig", "SecurityGroupIds"))


def _service(graph: Graph, resource: Resource) -> _Where | None:
    network = resource.get("NetworkConfiguration", "AwsvpcConfiguration")
    if present(network) is not Truth.YES:
        return None
    assigned = get(network, "AssignPublicIp")
    # ENABLED or DISABLED; nothing is DISABLED.
    public = Truth.NO if isinstance(assigned, Absent) else equals(assigned, "ENABLED")
    return _Where(get(network, "Subnets"), get(network, "SecurityGroups"), public)


def _instance(graph: Graph, resource: Resource) -> _Where | None:
    first = get(resource.get("NetworkInterfaces"), 0)
    own = present(get(first, "NetworkInterfaceId"))
    if own is not Truth.NO:
        return None
    subnet, groups = resource.get("SubnetId"), resource.get("SecurityGroupIds")
    if isinstance(subnet, Absent):
        subnet = get(first, "SubnetId")
    if isinstance(groups, Absent):
        groups = get(first, "GroupSet")
    if isinstance(subnet, Absent):
        return None
    asked = get(first, "AssociatePublicIpAddress")
    if resource.address in graph.index(_with_address):
        public = Truth.YES
    elif isinstance(asked, Absent):
        home = named(subnet, graph, SUBNET)
        public = is_true(home.get("MapPublicIpOnLaunch")) if home is not None else Truth.UNDECIDED
    else:
        public = is_true(asked)
    return _Where(ListValue((subnet,), subnet.at), groups, public)


def _scaling_group(graph: Graph, resource: Resource) -> _Where | None:
    """The instances of a scaling group, by its launch template or configuration."""
    subnets = resource.get("VPCZoneIdentifier")
    configuration = named(resource.get("LaunchConfigurationName"), graph, "AWS::AutoScaling::LaunchConfiguration")
    if configuration is not None:
        public = is_true(configuration.get("AssociatePublicIpAddress"))
        return _Where(subnets, configuration.get("SecurityGroups"), public)
    written = resource.get("LaunchTemplate", "LaunchTemplateId")
    if isinstance(written, Absent):
        written = resource.get("LaunchTemplate", "LaunchTemplateName")
    template = named(written, graph, "AWS::EC2::LaunchTemplate")
    if template is None:
        return None
    first = get(template.get("LaunchTemplateData", "NetworkInterfaces"), 0)
    groups = template.get("LaunchTemplateData", "SecurityGroupIds")
    if isinstance(groups, Absent):
        groups = get(first, "Groups")
    asked = get(first, "AssociatePublicIpAddress")
    return _Where(subnets, groups, Truth.UNDECIDED if isinstance(asked, Absent) else is_true(asked))


def _with_address(graph: Graph) -> frozenset[str]:
    """Instances that an elastic address is given to."""
    found: set[str] = set()
    for holder in graph.of_type("AWS::EC2::EIP", "AWS::EC2::EIPAssociation"):
        instance = named(holder.get("InstanceId"), graph, "AWS::EC2::Instance")
        if instance is not None:
            found.add(instance.address)
    return frozenset(found)


def _ports(resource: Resource, defaults: set[int], name: str = "Port") -> frozenset[int] | None:
    written = resource.get(name)
    if isinstance(written, Absent):
        return frozenset(defaults) or None
    known = number(written)
    return frozenset({int(known)}) if known is not None else None


def engine_ports(engine: str) -> set[int]:
    """The default ports of an engine of RDS, `postgres` or `sqlserver-ex`; empty when it is not known."""
    return _ENGINES.get(engine) or _ENGINES.get(engine.partition("-")[0], set())


def _in_subnet_group(
    graph: Graph, resource: Resource, groups: Value, ports: frozenset[int] | None, public: Truth = Truth.NO
) -> _Where:
    name, type_ = SUBNET_GROUPS[resource.type]
    written = resource.get(name)
    group = identify(written, graph, type_).resource
    subnets = group.get("SubnetIds") if group is not None and group.type == type_ else _elsewhere(written)
    return _Where(subnets, groups, public, ports)


def _elsewhere(value: Value) -> Value:
    """What stands for subnets that are not known: a list of which nothing is known."""
    return ListValue((), value.at, complete=False)


def _database(graph: Graph, resource: Resource) -> _Where | None:
    cluster = named(resource.get("DBClusterIdentifier"), graph, "AWS::RDS::DBCluster")
    public = _has_public_address(resource)
    if cluster is not None:
        whole = _cluster(graph, cluster)
        return whole._replace(public=public)
    ports = _ports(resource, engine_ports(string(resource.get("Engine")) or ""))
    return _in_subnet_group(graph, resource, resource.get("VPCSecurityGroups"), ports, public)


def _has_public_address(instance: Resource) -> Truth:
    """Whether an instance of a database has one; where nothing is written, it goes by the subnets."""
    public = instance.get("PubliclyAccessible")
    return Truth.UNDECIDED if isinstance(public, Absent) else is_true(public)


def _cluster(graph: Graph, resource: Resource) -> _Where:
    ports = _ports(resource, engine_ports(string(resource.get("Engine")) or ""))
    # A cluster answers where its instances do; one of RDS, which has none that are seen, says so itself.
    public = is_true(resource.get("PubliclyAccessible"))
    for instance in graph.of_type("AWS::RDS::DBInstance"):
        if named(instance.get("DBClusterIdentifier"), graph, resource.type) is resource:
            public = public | _has_public_address(instance)
    return _in_subnet_group(graph, resource, resource.get("VpcSecurityGroupIds"), ports, public)


def _store(default: int, name: str = "Port") -> Callable[[Graph, Resource], _Where | None]:
    def read(graph: Graph, resource: Resource) -> _Where | None:
        groups = resource.get(_GROUPS_OF.get(resource.type, "VpcSecurityGroupIds"))
        public = is_true(resource.get("PubliclyAccessible"))
        return _in_subnet_group(graph, resource, groups, _ports(resource, {default}, name), public)

    return read


def _cache(graph: Graph, resource: Resource) -> _Where | None:
    engine = resource.get("Engine")
    default = {6379} if isinstance(engine, Absent) else _CACHES.get(string(engine) or "", set())
    groups = resource.get(_GROUPS_OF[resource.type])
    return _in_subnet_group(graph, resource, groups, _ports(resource, default))


def _listed(subnets: tuple[str, ...], groups: tuple[str, ...], *ports: int) -> Callable[..., _Where | None]:
    def read(graph: Graph, resource: Resource) -> _Where | None:
        where = resource.get(*subnets)
        if isinstance(where, Absent):
            return None
        return _Where(where, resource.get(*groups), ports=frozenset(ports) or None)

    return read


def _mount_target(graph: Graph, resource: Resource) -> _Where | None:
    subnet = resource.get("SubnetId")
    return _Where(ListValue((subnet,), subnet.at), resource.get("SecurityGroups"), ports=frozenset({2049}))


def balancer_subnets(balancer: Resource) -> Value:
    """The subnets of a load balancer, in whichever of two ways they are written."""
    mappings = balancer.get("SubnetMappings")
    if isinstance(mappings, Absent):
        return balancer.get("Subnets")
    items, whole = elements(mappings)
    return ListValue(tuple(get(item, "SubnetId") for item in items), mappings.at, complete=whole)


def is_public(balancer: Resource) -> Truth:
    """Whether a load balancer faces the internet, as it does where nothing is written."""
    scheme = balancer.get("Scheme")
    return Truth.YES if isinstance(scheme, Absent) else equals(scheme, "internet-facing")


def _balancer(graph: Graph, resource: Resource) -> _Where | None:
    return _Where(balancer_subnets(resource), resource.get("SecurityGroups"), is_public(resource))


_READERS: dict[str, Callable[[Graph, Resource], _Where | None]] = {
    "AWS::Lambda::Function": _function,
    "AWS::ECS::Service": _service,
    "AWS::EC2::Instance": _instance,
    "AWS::AutoScaling::AutoScalingGroup": _scaling_group,
    "AWS::RDS::DBInstance": _database,
    "AWS::RDS::DBCluster": _cluster,
    "AWS::RDS::DBProxy": _listed(("VpcSubnetIds",), ("VpcSecurityGroupIds",)),
    "AWS::ElastiCache::CacheCluster": _cache,
    "AWS::ElastiCache::ReplicationGroup": _cache,
    "AWS::ElastiCache::ServerlessCache": _listed(("SubnetIds",), ("SecurityGroupIds",), 6379),
    "AWS::Redshift::Cluster": _store(5439),
    "AWS::DocDB::DBCluster": _store(27017),
    "AWS::Neptune::DBCluster": _store(8182, "DBPort"),
    "AWS::MemoryDB::Cluster": _store(6379),
    "AWS::EFS::MountTarget": _mount_target,
    "AWS::OpenSearchService::Domain": _listed(("VPCOptions", "SubnetIds"), ("VPCOptions", "SecurityGroupIds"), 443),
    "AWS::EC2::VPCEndpoint": _listed(("SubnetIds",), ("SecurityGroupIds",), 443),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _balancer,
}


def same_place(graph: Graph, left: Interface, right: Interface) -> Truth:
    """Whether two stand in one network of the graph."""
    ours = {id(vpc): vpc for subnet in left.subnets if (vpc := network_of(subnet, graph)) is not None}
    theirs = {id(vpc): vpc for subnet in right.subnets if (vpc := network_of(subnet, graph)) is not None}
    if len(ours) != 1 or len(theirs) != 1:
        return Truth.UNDECIDED
    return every([Truth.of(ours.keys() == theirs.keys())])
