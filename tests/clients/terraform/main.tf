# Every resource and data source of Audit Manager that the AWS provider has, against a server of one's own.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type = string
}

variable "account_id" {
  type = string
}

variable "description" {
  type    = string
  default = "As first applied"
}

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true

  endpoints {
    auditmanager = var.endpoint
  }
}

resource "aws_auditmanager_account_registration" "this" {
  deregister_on_destroy = false
}

resource "aws_auditmanager_organization_admin_account_registration" "this" {
  admin_account_id = "444455556666"
  depends_on       = [aws_auditmanager_account_registration.this]
}

resource "aws_auditmanager_control" "automated" {
  name                     = "Guardrails are there"
  description              = var.description
  testing_information      = "List the guardrails."
  action_plan_title        = "Make a guardrail"
  action_plan_instructions = "Make one for each use."

  control_mapping_sources {
    source_name          = "Guardrails"
    source_set_up_option = "System_Controls_Mapping"
    source_type          = "AWS_API_Call"
    source_frequency     = "DAILY"

    source_keyword {
      keyword_input_type = "SELECT_FROM_LIST"
      keyword_value      = "bedrock_ListGuardrails"
    }
  }

  tags = {
    team = "audit"
  }
}

resource "aws_auditmanager_control" "manual" {
  name = "Somebody looked at it"

  control_mapping_sources {
    source_name          = "A protocol"
    source_set_up_option = "Procedural_Controls_Mapping"
    source_type          = "MANUAL"
  }
}

resource "aws_auditmanager_framework" "this" {
  name            = "Two controls"
  description     = var.description
  compliance_type = "OWN"

  control_sets {
    name = "Safety"

    controls {
      id = aws_auditmanager_control.automated.id
    }
    controls {
      id = aws_auditmanager_control.manual.id
    }
  }
}

resource "aws_auditmanager_framework_share" "this" {
  destination_account = "777788889999"
  destination_region  = "eu-west-1"
  framework_id        = aws_auditmanager_framework.this.id
  comment             = "For the others"
}

resource "aws_auditmanager_assessment" "this" {
  name         = "By Terraform"
  description  = var.description
  framework_id = aws_auditmanager_framework.this.id

  assessment_reports_destination {
    destination      = "s3://reports/terraform"
    destination_type = "S3"
  }

  roles {
    role_arn  = "arn:aws:iam::${var.account_id}:user/administrator"
    role_type = "PROCESS_OWNER"
  }

  scope {
    aws_accounts {
      id = "111122223333"
    }
  }
}

resource "aws_auditmanager_assessment_delegation" "this" {
  assessment_id  = aws_auditmanager_assessment.this.id
  control_set_id = "Safety"
  role_arn       = "arn:aws:iam::${var.account_id}:role/Delegate"
  role_type      = "RESOURCE_OWNER"
  comment        = "Please look"
}

resource "aws_auditmanager_assessment_report" "this" {
  name          = "By-Terraform"
  assessment_id = aws_auditmanager_assessment.this.id
}

data "aws_auditmanager_framework" "standard" {
  name           = "Generative AI Best Practices"
  framework_type = "Standard"
}

data "aws_auditmanager_control" "own" {
  name       = aws_auditmanager_control.automated.name
  type       = "Custom"
  depends_on = [aws_auditmanager_control.automated]
}

output "standard_control_sets" {
  value = length(data.aws_auditmanager_framework.standard.control_sets)
}

output "found_control" {
  value = data.aws_auditmanager_control.own.id == aws_auditmanager_control.automated.id
}
