# mutate: replace "120" with "100"
resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = "vault"
    schedule          = "cron(0 3 * * ? *)"
    lifecycle {
      cold_storage_after = 30
      delete_after       = 120
    }
  }
}

resource "aws_backup_selection" "tagged" {
  plan_id      = aws_backup_plan.daily.id
  name         = "tagged"
  iam_role_arn = "arn:aws:iam::111122223333:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}
