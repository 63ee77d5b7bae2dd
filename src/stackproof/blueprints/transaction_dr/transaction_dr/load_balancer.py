"""The public load balancer of a region in front of the function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.lambda_permission import LambdaPermission
from cdktn_provider_aws.lb import Lb
from cdktn_provider_aws.lb_listener import LbListener, LbListenerDefaultAction
from cdktn_provider_aws.lb_target_group import LbTargetGroup
from cdktn_provider_aws.lb_target_group_attachment import LbTargetGroupAttachment
from constructs import Construct

from transaction_dr.security import HTTP, HTTPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transaction_dr.compute import Processor
    from transaction_dr.settings import Settings, Site

HEALTH_PATH = "/health"
_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


class LoadBalancer(Construct):
    """Application load balancer whose only target is the function; HTTPS when there is a certificate."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        site: Site,
        *,
        subnet_ids: Sequence[str],
        security_group_id: str,
        processor: Processor,
    ) -> None:
        """Make balancer, target group and listeners."""
        super().__init__(scope, name)
        balancer = Lb(
            self,
            "balancer",
            name=site.names.short("lb"),
            load_balancer_type="application",
            internal=False,
            subnets=list(subnet_ids),
            security_groups=[security_group_id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            enable_deletion_protection=settings.protected,
        )
        targets = LbTargetGroup(
            self,
            "targets",
            name=site.names.short("tg"),
            target_type="lambda",
            health_check={
                "enabled": True,
                "path": HEALTH_PATH,
                "interval": 60,
                "timeout": 10,
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
                "matcher": "200",
            },
        )
        permission = LambdaPermission(
            self,
            "permission",
            statement_id="InvokeFromLoadBalancer",
            action="lambda:InvokeFunction",
            function_name=processor.name,
            principal="elasticloadbalancing.amazonaws.com",
            source_arn=targets.arn,
        )
        LbTargetGroupAttachment(
            self, "target", target_group_arn=targets.arn, target_id=processor.arn, depends_on=[permission]
        )
        forward = [LbListenerDefaultAction(type="forward", target_group_arn=targets.arn)]
        if site.certificate:
            LbListener(
                self,
                "https",
                load_balancer_arn=balancer.arn,
                port=HTTPS,
                protocol="HTTPS",
                ssl_policy=_TLS_POLICY,
                certificate_arn=site.certificate,
                default_action=forward,
            )
        redirect = [
            LbListenerDefaultAction(
                type="redirect", redirect={"port": str(HTTPS), "protocol": "HTTPS", "status_code": "HTTP_301"}
            )
        ]
        LbListener(
            self,
            "http",
            load_balancer_arn=balancer.arn,
            port=HTTP,
            protocol="HTTP",
            default_action=redirect if site.certificate else forward,
        )
        self.arn: str = balancer.arn
        self.dns_name: str = balancer.dns_name
        self.zone_id: str = balancer.zone_id
        self.target_group_arn: str = targets.arn
