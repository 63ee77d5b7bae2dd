"""AWS Certificate Manager and its private authorities.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs. A
validation is what waits for a certificate; whoever names it means the certificate.
"""

from __future__ import annotations

TABLE = """
aws_acm_certificate = AWS::CertificateManager::Certificate
  certificate_body - CloudFormation cannot import a certificate
  certificate_chain - CloudFormation cannot import a certificate
  private_key - CloudFormation cannot import a certificate
  private_key_wo - CloudFormation cannot import a certificate
  private_key_wo_version - CloudFormation cannot import a certificate
  early_renewal_duration - when the provider renews it
  options = .
    export = CertificateExport
  validation_option = DomainValidationOptions

aws_acm_certificate_validation > aws_acm_certificate by certificate_arn
  validation_record_fqdns - what the provider waits for

aws_acmpca_certificate_authority = AWS::ACMPCA::CertificateAuthority
  certificate_authority_configuration = .
  enabled - a new authority waits for its certificate
  permanent_deletion_time_in_days - how long it can be restored

aws_acmpca_certificate_authority_certificate = AWS::ACMPCA::CertificateAuthorityActivation

aws_acmpca_policy ! it is shared by a resource share in CloudFormation
"""
