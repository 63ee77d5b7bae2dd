# mutate: replace "Next = \"Done\"" with "Next = \"Gone\""
resource "aws_sfn_state_machine" "flow" {
  name     = "flow"
  role_arn = "arn:aws:iam::111122223333:role/flow"
  definition = jsonencode({
    StartAt = "Start"
    States = {
      Start = { Type = "Pass", Next = "Done" }
      Done  = { Type = "Succeed" }
    }
  })
}
