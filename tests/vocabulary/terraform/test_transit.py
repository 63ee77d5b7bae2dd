"""Transit gateways, VPN, address management."""

from __future__ import annotations

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Sensitive
from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_options_of_an_attachment_stand_below_one_property() -> None:
    graph = translated(
        {
            "aws_ec2_transit_gateway.a": {"description": "hub", "auto_accept_shared_attachments": "enable"},
            "aws_ec2_transit_gateway_vpc_attachment.a": {
                "transit_gateway_id": ref("aws_ec2_transit_gateway.a", "id"),
                "vpc_id": "vpc-1",
                "subnet_ids": ["subnet-1"],
                "dns_support": "enable",
                "transit_gateway_default_route_table_association": False,
            },
            "aws_route.a": {
                "route_table_id": "rtb-1",
                "destination_cidr_block": "10.0.0.0/8",
                "transit_gateway_id": ref("aws_ec2_transit_gateway.a", "id"),
            },
        }
    )
    assert [(one.type, plain(one)) for one in graph.resources.values()] == [
        ("AWS::EC2::TransitGateway", {"Description": "hub", "AutoAcceptSharedAttachments": "enable"}),
        (
            "AWS::EC2::TransitGatewayVpcAttachment",
            {
                "TransitGatewayId": "${aws_ec2_transit_gateway.a}",
                "VpcId": "vpc-1",
                "SubnetIds": ["subnet-1"],
                "Options": {"DnsSupport": "enable"},
            },
        ),
        (
            "AWS::EC2::Route",
            {
                "RouteTableId": "rtb-1",
                "DestinationCidrBlock": "10.0.0.0/8",
                "TransitGatewayId": "${aws_ec2_transit_gateway.a}",
            },
        ),
    ]


def test_a_vpn_gateway_is_attached_by_a_resource_of_its_own() -> None:
    attachment = translated({"aws_vpn_gateway.a": {"vpc_id": "vpc-1"}}).resources["aws_vpn_gateway.a/attachment"]
    assert (attachment.type, attachment.exists, plain(attachment)) == (
        "AWS::EC2::VPCGatewayAttachment",
        Truth.YES,
        {"VpnGatewayId": "${aws_vpn_gateway.a}", "VpcId": "vpc-1"},
    )
    perhaps = translated({"aws_vpn_gateway.a": {"vpc_id": unknown("var.vpc")}}).resources[
        "aws_vpn_gateway.a/attachment"
    ]
    assert perhaps.exists is Truth.UNDECIDED


def test_a_connection_has_two_tunnels() -> None:
    connection = only(
        {
            "aws_vpn_connection.a": {
                "customer_gateway_id": "cgw-1",
                "type": "ipsec.1",
                "tunnel1_preshared_key": Sensitive(Known("secret")),
                "tunnel1_ike_versions": ["ikev2"],
                "tunnel2_phase1_dh_group_numbers": [14, 15],
                "tunnel2_log_options": [{"cloudwatch_log_options": [{"log_enabled": True, "log_group_arn": "arn:l"}]}],
            }
        }
    )
    assert plain(connection) == {
        "CustomerGatewayId": "cgw-1",
        "Type": "ipsec.1",
        "VpnTunnelOptionsSpecifications": [
            {"PreSharedKey": ("secret", "secret"), "IKEVersions": [{"Value": "ikev2"}]},
            {
                "Phase1DHGroupNumbers": [{"Value": 14}, {"Value": 15}],
                "LogOptions": {"CloudwatchLogOptions": {"LogEnabled": True, "LogGroupArn": "arn:l"}},
            },
        ],
    }
    assert plain(only({"aws_vpn_connection.a": {"type": "ipsec.1"}})) == {"Type": "ipsec.1"}


def test_a_client_endpoint_says_how_clients_prove_who_they_are() -> None:
    endpoint = only(
        {
            "aws_ec2_client_vpn_endpoint.a": {
                "client_cidr_block": "10.9.0.0/22",
                "server_certificate_arn": "arn:c",
                "tags": {"Name": "vpn"},
                "authentication_options": [
                    {"type": "certificate-authentication", "root_certificate_chain_arn": "arn:r"},
                    {"type": "federated-authentication", "saml_provider_arn": "arn:s"},
                ],
                "connection_log_options": [{"enabled": True, "cloudwatch_log_group": "vpn"}],
            }
        }
    )
    assert plain(endpoint) == {
        "ClientCidrBlock": "10.9.0.0/22",
        "ServerCertificateArn": "arn:c",
        "TagSpecifications": [{"ResourceType": "client-vpn-endpoint", "Tags": [{"Key": "Name", "Value": "vpn"}]}],
        "AuthenticationOptions": [
            {
                "Type": "certificate-authentication",
                "MutualAuthentication": {"ClientRootCertificateChainArn": "arn:r"},
            },
            {"Type": "federated-authentication", "FederatedAuthentication": {"SAMLProviderArn": "arn:s"}},
        ],
        "ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "vpn"},
    }


def test_address_management() -> None:
    graph = translated(
        {
            "aws_vpc_ipam.a": {"operating_regions": [{"region_name": "eu-west-1"}], "cascade": True},
            "aws_vpc_ipam_pool.a": {
                "address_family": "ipv4",
                "ipam_scope_id": ref("aws_vpc_ipam.a", "private_default_scope_id"),
                "allocation_resource_tags": {"a": "b"},
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {"OperatingRegions": [{"RegionName": "eu-west-1"}]},
        {
            "AddressFamily": "ipv4",
            "IpamScopeId": "${aws_vpc_ipam.a.PrivateDefaultScopeId}",
            "AllocationResourceTags": [{"Key": "a", "Value": "b"}],
        },
    ]
