"""Who somebody is: passwords, access keys, sessions, sign-in through OpenID Connect."""
