"""The simulated organization: a demo and a test double. The product never imports it."""
