"""AWS, asked: API calls, AWS Config, Security Hub and CloudWatch."""
