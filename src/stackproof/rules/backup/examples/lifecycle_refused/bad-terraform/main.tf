resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = "vault"
    schedule          = "cron(0 3 * * ? *)"
    lifecycle {
      cold_storage_after = 30
      delete_after       = 60 # finding: BACKUP-LIFE-001 aws_backup_plan.daily
    }
  }
}
