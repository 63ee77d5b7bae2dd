resource "aws_sfn_state_machine" "flow" {
  name     = "flow"
  role_arn = "arn:aws:iam::111122223333:role/flow"
  definition = jsonencode({ # finding: SFN-ASL-001 aws_sfn_state_machine.flow
    StartAt = "Start"
    States = {
      Start = { Type = "Pass", Next = "Finish" }
      Done  = { Type = "Succeed" }
    }
  })
}
