# mutate: replace "role_arn  = \"arn:aws:iam::111122223333:role/start\"" with "target_id = \"flow\""
resource "aws_sfn_state_machine" "flow" {
  name     = "flow"
  role_arn = "arn:aws:iam::111122223333:role/flow"
  definition = jsonencode({
    StartAt = "A"
    States  = { A = { Type = "Pass", End = true } }
  })
}

resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "flow" {
  rule      = aws_cloudwatch_event_rule.nightly.name
  arn       = aws_sfn_state_machine.flow.arn
  role_arn  = "arn:aws:iam::111122223333:role/start"
}
