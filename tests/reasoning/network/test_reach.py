"""From a workload to a store: the way, and the step that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.graph import Problem
from stackproof.graph.truth import Truth
from stackproof.graph.values import ListValue, Unknown
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.reach import Reach, from_internet, reaches, reaches_any
from tests.graph.builders import AT, graph, ref, resource

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

VPC = resource("Vpc", "AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"})
A = resource("A", "AWS::EC2::Subnet", {"VpcId": ref("Vpc"), "CidrBlock": "10.0.0.0/24"})
B = resource("B", "AWS::EC2::Subnet", {"VpcId": ref("Vpc"), "CidrBlock": "10.0.1.0/24"})
CALLER = resource("Caller", "AWS::EC2::SecurityGroup", {"VpcId": ref("Vpc")})
DATA = resource("Data", "AWS::EC2::SecurityGroup", {"VpcId": ref("Vpc")})
FUNCTION = resource(
    "Function",
    "AWS::Lambda::Function",
    {"VpcConfig": {"SubnetIds": [ref("A")], "SecurityGroupIds": [ref("Caller", "GroupId")]}},
)
SUBNETS = resource("Subnets", "AWS::RDS::DBSubnetGroup", {"SubnetIds": [ref("A"), ref("B")]})
DATABASE = resource(
    "Database",
    "AWS::RDS::DBInstance",
    {"Engine": "postgres", "DBSubnetGroupName": ref("Subnets"), "VPCSecurityGroups": [ref("Data", "GroupId")]},
)
BASE = (VPC, A, B, CALLER, DATA, FUNCTION, SUBNETS, DATABASE)


def let_in(**properties: Any) -> Resource:
    entries = {"GroupId": ref("Data", "GroupId"), "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, **properties}
    return resource("Rule", "AWS::EC2::SecurityGroupIngress", entries)


def asked(whole: Graph, source: str = "Function", target: str = "Database") -> Reach:
    here, there = (interface_of(whole, whole.resources[name]) for name in (source, target))
    assert here is not None
    assert there is not None
    return reaches_any(whole, here, there)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"SourceSecurityGroupId": ref("Caller", "GroupId")}, Truth.YES),
        ({"SourceSecurityGroupId": ref("Data", "GroupId")}, Truth.NO),
        ({"SourceSecurityGroupId": Unknown("a parameter", "P")}, Truth.UNDECIDED),
        ({"CidrIp": "10.0.0.0/16"}, Truth.YES),
        ({"CidrIp": ref("Vpc", "CidrBlock")}, Truth.YES),
        ({"CidrIp": "10.0.1.0/24"}, Truth.NO),
        ({"CidrIp": "10.0.0.0/25"}, Truth.UNDECIDED),
        ({"CidrIp": Unknown("a parameter", "P")}, Truth.UNDECIDED),
        ({"CidrIpv6": "::/0"}, Truth.NO),
        ({"SourcePrefixListId": "pl-1"}, Truth.UNDECIDED),
        ({"CidrIp": "0.0.0.0/0", "FromPort": 3306, "ToPort": 3306}, Truth.NO),
        ({"CidrIp": "0.0.0.0/0", "FromPort": 5000, "ToPort": 6000}, Truth.YES),
        ({"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}, Truth.YES),
        ({"CidrIp": "0.0.0.0/0", "IpProtocol": "udp"}, Truth.NO),
        ({"CidrIp": "0.0.0.0/0", "FromPort": Unknown("a parameter", "P")}, Truth.UNDECIDED),
    ],
)
def test_a_rule_lets_in_whom_it_names(properties: dict[str, Any], expected: Truth) -> None:
    assert asked(graph(*BASE, let_in(**properties))).truth is expected


def test_the_path_names_each_step_and_the_missing_one() -> None:
    found = asked(graph(*BASE))
    assert [(hop.truth, hop.address, hop.words) for hop in found.hops] == [
        (Truth.YES, "Caller", "Caller lets everything out"),
        (Truth.YES, "Vpc", "both are in Vpc"),
        (Truth.NO, "Data", "no ingress rule of Data lets it in on tcp 5432"),
    ]
    assert found.missing is found.hops[2]
    assert str(found.hops[2]).endswith("(template.yaml:1:1)")


def test_egress_that_names_others_keeps_the_caller_in() -> None:
    shut = resource(
        "Caller",
        "AWS::EC2::SecurityGroup",
        {"SecurityGroupEgress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}]},
    )
    rule = let_in(SourceSecurityGroupId=ref("Caller"))
    found = asked(graph(VPC, A, B, shut, DATA, FUNCTION, SUBNETS, DATABASE, rule))
    assert found.truth is Truth.NO
    assert found.missing is not None
    assert found.missing.words == "no egress rule of Caller lets Function out on tcp 5432"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (("10.0.0.0/24", "10.0.1.0/24"), Truth.YES),
        (("10.0.0.0/24",), Truth.UNDECIDED),
        (("10.0.0.0/24", "10.0.1.0/25"), Truth.UNDECIDED),
        (("10.0.2.0/24", "10.0.3.0/24"), Truth.NO),
    ],
)
def test_rules_for_each_subnet_of_the_target_cover_it_together(blocks: tuple[str, ...], expected: Truth) -> None:
    rules = [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIp": block} for block in blocks]
    caller = resource("Caller", "AWS::EC2::SecurityGroup", {"VpcId": ref("Vpc"), "SecurityGroupEgress": rules})
    rule = let_in(SourceSecurityGroupId=ref("Caller"))
    assert asked(graph(VPC, A, B, caller, DATA, FUNCTION, SUBNETS, DATABASE, rule)).truth is expected


def test_one_of_several_groups_is_enough() -> None:
    open_ = resource(
        "Open", "AWS::EC2::SecurityGroup", {"SecurityGroupIngress": [{"IpProtocol": -1, "CidrIp": "0.0.0.0/0"}]}
    )
    groups = {"VPCSecurityGroups": [ref("Data", "GroupId"), ref("Open", "GroupId")]}
    both = resource("Database", DATABASE.type, {**DATABASE.properties.entries, **groups})
    assert asked(graph(*BASE[:-1], open_, both)).truth is Truth.YES


def test_a_port_that_nobody_states_is_what_an_open_answer_names() -> None:
    cluster = resource("Database", DATABASE.type, {**DATABASE.properties.entries, "Engine": "aurora-postgresql"})
    rule = let_in(SourceSecurityGroupId=ref("Caller", "GroupId"))
    found = asked(graph(*BASE[:-1], cluster, rule))
    assert found.truth is Truth.UNDECIDED
    assert found.missing is found.hops[0]
    assert found.hops[0].words == ("Database does not say whether it listens on 3306 or 5432, and not both are reached")
    stated = resource("Database", DATABASE.type, {**cluster.properties.entries, "Port": 5432})
    assert asked(graph(*BASE[:-1], stated, rule)).truth is Truth.YES


def test_groups_of_others_leave_the_answer_open() -> None:
    groups = {"VPCSecurityGroups": [ref("Data", "GroupId"), "sg-0123"]}
    both = resource("Database", DATABASE.type, {**DATABASE.properties.entries, **groups})
    assert asked(graph(*BASE[:-1], both)).truth is Truth.UNDECIDED


@pytest.mark.parametrize("open_by", ["undecided", "rewritten", "unknown rules", "rule of an unknown group"])
def test_what_may_be_there_beside_leaves_the_answer_open(open_by: str) -> None:
    whole = graph(*BASE)
    if open_by == "undecided":
        whole.undecided_resources.append(Problem("note", "a module", AT))
    elif open_by == "rewritten":
        whole.rewritten = "a macro"
    elif open_by == "unknown rules":
        rules = {"SecurityGroupIngress": ListValue((), AT, complete=False)}
        whole = graph(*[one for one in BASE if one is not DATA], resource("Data", DATA.type, rules))
    else:
        rule = {"GroupId": Unknown("a parameter", "P"), "IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
        whole = graph(*BASE, resource("Rule", "AWS::EC2::SecurityGroupIngress", rule))
    assert asked(whole).truth is Truth.UNDECIDED


def test_an_aurora_postgres_cluster_without_a_port_may_have_either() -> None:
    cluster = resource(
        "Cluster",
        "AWS::RDS::DBCluster",
        {"Engine": "aurora-postgresql", "DBSubnetGroupName": ref("Subnets"), "VpcSecurityGroupIds": [ref("Data")]},
    )
    assert asked(graph(*BASE, cluster), target="Cluster").truth is Truth.NO
    rule = let_in(SourceSecurityGroupId=ref("Caller"))
    assert asked(graph(*BASE, cluster, rule), target="Cluster").truth is Truth.UNDECIDED


# Network ACLs


def entry(
    name: str, number: int, action: str, first: int, last: int, *, out: bool, block: str = "0.0.0.0/0"
) -> Resource:
    return resource(
        name,
        "AWS::EC2::NetworkAclEntry",
        {
            "NetworkAclId": ref("Acl"),
            "RuleNumber": number,
            "RuleAction": action,
            "Egress": out,
            "Protocol": 6,
            "CidrBlock": block,
            "PortRange": {"From": first, "To": last},
        },
    )


ACL = (
    resource("Acl", "AWS::EC2::NetworkAcl", {"VpcId": ref("Vpc")}),
    resource("LinkA", "AWS::EC2::SubnetNetworkAclAssociation", {"NetworkAclId": ref("Acl"), "SubnetId": ref("A")}),
)
ALONE = resource("Subnets", "AWS::RDS::DBSubnetGroup", {"SubnetIds": [ref("B")]})
APART = (VPC, A, B, CALLER, DATA, FUNCTION, ALONE, DATABASE, let_in(SourceSecurityGroupId=ref("Caller")), *ACL)
OUT = entry("Out", 100, "allow", 5432, 5432, out=True)
BACK = entry("Back", 100, "allow", 1024, 65535, out=False)


def test_a_list_without_entries_stops_everything() -> None:
    found = asked(graph(*APART))
    assert found.truth is Truth.NO
    assert found.missing is not None
    assert found.missing.words == "Acl does not let tcp 5432 out of A"


def test_answers_need_an_entry_of_their_own() -> None:
    assert asked(graph(*APART, OUT, BACK)).truth is Truth.YES
    found = asked(graph(*APART, OUT))
    assert found.truth is Truth.NO
    assert found.missing is not None
    assert found.missing.words == "Acl does not let answers on 32768 to 60999 into A"


def test_the_first_entry_that_fits_decides() -> None:
    deny = entry("Deny", 50, "deny", 5000, 6000, out=True)
    assert asked(graph(*APART, OUT, BACK, deny)).truth is Truth.NO
    late = entry("Deny", 150, "deny", 5000, 6000, out=True)
    assert asked(graph(*APART, OUT, BACK, late)).truth is Truth.YES
    elsewhere = entry("Deny", 50, "deny", 5000, 6000, out=True, block="10.0.9.0/24")
    assert asked(graph(*APART, OUT, BACK, elsewhere)).truth is Truth.YES
    partly = entry("Deny", 50, "deny", 40000, 40010, out=False)
    assert asked(graph(*APART, OUT, BACK, partly)).truth is Truth.UNDECIDED


def test_lists_do_not_count_inside_a_subnet() -> None:
    here = resource("Subnets", "AWS::RDS::DBSubnetGroup", {"SubnetIds": [ref("A")]})
    inside = [here if one is ALONE else one for one in APART]
    assert asked(graph(*inside)).truth is Truth.YES


# Two networks

OTHER = resource("Other", "AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16"})
FAR = resource("Far", "AWS::EC2::Subnet", {"VpcId": ref("Other"), "CidrBlock": "10.1.0.0/24"})
FAR_GROUP = resource("FarGroup", "AWS::RDS::DBSubnetGroup", {"SubnetIds": [ref("Far")]})
ALL_IN = {"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIp": "10.0.0.0/16"}]}
FAR_DATA = resource("FarData", "AWS::EC2::SecurityGroup", {"VpcId": ref("Other"), **ALL_IN})
FAR_DATABASE = resource(
    "Database",
    "AWS::RDS::DBInstance",
    {"Engine": "postgres", "DBSubnetGroupName": ref("FarGroup"), "VPCSecurityGroups": [ref("FarData")]},
)
PEERING = resource("Peering", "AWS::EC2::VPCPeeringConnection", {"VpcId": ref("Vpc"), "PeerVpcId": ref("Other")})


def table(name: str, subnet: str, block: str) -> tuple[Resource, ...]:
    return (
        resource(f"Table{name}", "AWS::EC2::RouteTable"),
        resource(
            f"Link{name}",
            "AWS::EC2::SubnetRouteTableAssociation",
            {"SubnetId": ref(subnet), "RouteTableId": ref(f"Table{name}")},
        ),
        resource(
            f"Route{name}",
            "AWS::EC2::Route",
            {
                "RouteTableId": ref(f"Table{name}"),
                "DestinationCidrBlock": block,
                "VpcPeeringConnectionId": ref("Peering"),
            },
        ),
    )


APART_NETWORKS = (VPC, A, CALLER, FUNCTION, OTHER, FAR, FAR_GROUP, FAR_DATA, FAR_DATABASE)


def test_two_networks_that_nothing_joins_do_not_reach_each_other() -> None:
    found = asked(graph(*APART_NETWORKS))
    assert found.truth is Truth.NO
    assert found.missing is not None
    assert found.missing.words == "nothing joins Vpc and Other"


def test_a_peering_needs_routes_on_both_sides() -> None:
    forth, back = table("Forth", "A", "10.1.0.0/16"), table("Back", "Far", "10.0.0.0/16")
    assert asked(graph(*APART_NETWORKS, PEERING, *forth, *back)).truth is Truth.YES
    assert asked(graph(*APART_NETWORKS, PEERING, *forth)).truth is Truth.NO
    assert asked(graph(*APART_NETWORKS, PEERING, *back)).truth is Truth.NO
    wrong = table("Back", "Far", "10.9.0.0/16")
    assert asked(graph(*APART_NETWORKS, PEERING, *forth, *wrong)).truth is Truth.NO


def test_a_transit_gateway_is_left_open() -> None:
    route = resource("Route", "AWS::EC2::Route", {"RouteTableId": ref("T"), "TransitGatewayId": "tgw-1"})
    gateway = (resource("T", "AWS::EC2::RouteTable"), route)
    assert asked(graph(*APART_NETWORKS, *gateway)).truth is Truth.UNDECIDED


# Properties

PORTS = st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(sorted)
SOURCES = st.one_of(
    st.sampled_from(["0.0.0.0/0", "10.0.0.0/24", "10.0.0.0/16", "10.0.1.0/24", "192.168.0.0/16"]).map(
        lambda block: {"CidrIp": block}
    ),
    st.sampled_from(["Caller", "Data"]).map(lambda group: {"SourceSecurityGroupId": ref(group, "GroupId")}),
    st.just({"CidrIp": Unknown("a parameter", "P")}),
    st.just({"SourcePrefixListId": "pl-1"}),
)
RULES = st.lists(
    st.builds(
        lambda ports, source, protocol: {"IpProtocol": protocol, "FromPort": ports[0], "ToPort": ports[1], **source},
        PORTS,
        SOURCES,
        st.sampled_from(["tcp", "udp", "-1"]),
    ),
    max_size=4,
)


def with_rules(rules: list[dict[str, Any]], **more: Any) -> Graph:
    group = resource("Data", DATA.type, {"SecurityGroupIngress": rules, **more})
    return graph(*[one for one in BASE if one is not DATA], group)


RANK = {Truth.NO: 0, Truth.UNDECIDED: 1, Truth.YES: 2}


@given(RULES, RULES)
def test_adding_a_rule_never_takes_a_path_away(rules: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    before, after = asked(with_rules(rules)).truth, asked(with_rules([*rules, *more])).truth
    assert RANK[after] >= RANK[before]


@given(RULES)
def test_no_is_said_only_where_nothing_is_open(rules: list[dict[str, Any]]) -> None:
    """Whatever the open values turn out to be: a no has to stay a no."""
    if asked(with_rules(rules)).truth is Truth.NO:
        settled = [
            {**rule, "CidrIp": "0.0.0.0/0"} if isinstance(rule.get("CidrIp"), Unknown) else rule for rule in rules
        ]
        assert asked(with_rules(settled)).truth is Truth.NO


@given(RULES)
def test_yes_is_said_only_where_nothing_is_open(rules: list[dict[str, Any]]) -> None:
    if asked(with_rules(rules)).truth is Truth.YES:
        settled = [
            {**rule, "CidrIp": "9.9.9.9/32"} if isinstance(rule.get("CidrIp"), Unknown) else rule for rule in rules
        ]
        kept = [rule for rule in settled if "SourcePrefixListId" not in rule]
        assert asked(with_rules(kept)).truth is Truth.YES


@given(RULES, st.integers(0, 65535))
def test_rules_of_a_list_known_in_part_never_give_a_no(rules: list[dict[str, Any]], port: int) -> None:
    whole = with_rules(rules)
    written = whole.resources["Data"].properties.entries["SecurityGroupIngress"]
    assert isinstance(written, ListValue)
    part = resource("Data", DATA.type, {"SecurityGroupIngress": ListValue(written.items, AT, complete=False)})
    open_ = graph(*[one for one in BASE if one is not DATA], part)
    here, there = interface_of(open_, FUNCTION), interface_of(open_, DATABASE)
    assert here is not None
    assert there is not None
    assert reaches(open_, here, there, port).truth is not Truth.NO


# From the internet

GATEWAY = resource("Gateway", "AWS::EC2::InternetGateway")
DEFAULT = (
    resource("Table", "AWS::EC2::RouteTable"),
    resource(
        "LinkTable", "AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": ref("A"), "RouteTableId": ref("Table")}
    ),
)
TO_GATEWAY = resource(
    "Default",
    "AWS::EC2::Route",
    {"RouteTableId": ref("Table"), "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": ref("Gateway")},
)
OPEN = resource(
    "Open",
    DATA.type,
    {"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]},
)


def host(**properties: Any) -> Resource:
    entries = {"SubnetId": ref("A"), "SecurityGroupIds": [ref("Open")], **properties}
    return resource("Host", "AWS::EC2::Instance", entries)


def reached(*resources: Resource, port: int = 22) -> Truth:
    whole = graph(VPC, A, GATEWAY, *DEFAULT, OPEN, *resources)
    there = interface_of(whole, whole.resources["Host"])
    assert there is not None
    return from_internet(whole, there, port).truth


PUBLIC = {"NetworkInterfaces": [{"AssociatePublicIpAddress": True, "SubnetId": ref("A"), "GroupSet": [ref("Open")]}]}


def test_the_internet_needs_an_address_a_route_and_a_rule() -> None:
    public = resource("Host", "AWS::EC2::Instance", PUBLIC)
    assert reached(public, TO_GATEWAY) is Truth.YES
    assert reached(public, TO_GATEWAY, port=23) is Truth.NO
    assert reached(public) is Truth.NO
    assert reached(host(), TO_GATEWAY) is Truth.NO


def test_an_elastic_address_is_a_public_one() -> None:
    address = resource("Address", "AWS::EC2::EIP", {"InstanceId": ref("Host")})
    assert reached(host(), TO_GATEWAY, address) is Truth.YES


def test_removing_the_only_route_removes_the_path() -> None:
    address = resource("Address", "AWS::EC2::EIP", {"InstanceId": ref("Host")})
    assert reached(host(), address) is Truth.NO
    elsewhere = resource("Default", "AWS::EC2::Route", {**TO_GATEWAY.properties.entries, "GatewayId": "vgw-1"})
    assert reached(host(), address, elsewhere) is Truth.NO
